import os


def emit(k):
    t = 0
    for j in range(4500):
        t = (t * 3 + j * k) % 29
    name = "out_%02d.dat" % t
    before = len([n for n in os.listdir(".") if n.startswith("out_")])
    mode = "x" if not os.path.exists(name) else "a"
    with open(name, mode) as f:
        f.write("%d,%d\n" % (k, before))
    return mode, before


for n in [n for n in os.listdir(".") if n.startswith("out_")]:
    os.remove(n)
log = [emit(k) for k in range(90)]
print("".join(m for m, _ in log), log[-1][1])
print(sorted(n for n in os.listdir(".") if n.startswith("out_"))[:5])
print(open("out_00.dat").read().split())
