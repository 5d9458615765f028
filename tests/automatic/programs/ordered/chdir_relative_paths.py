import os

base = os.getcwd()


def store(k):
    t = 0
    for j in range(4500):
        t = (t * 7 + j * k) % 53
    with open("v%d.txt" % (t % 4), "a") as f:
        f.write("%d\n" % k)
    if k % 10 == 9:
        os.chdir("..") if os.getcwd() != base else os.chdir("sub")
    return os.path.relpath(os.getcwd(), base)


os.makedirs("sub", exist_ok=True)
for d in (".", "sub"):
    for name in os.listdir(d):
        if name.startswith("v"):
            os.remove(os.path.join(d, name))
where = [store(k) for k in range(60)]
os.chdir(base)
print(where.count("."), where.count("sub"), where[9], where[19])
print(sorted(os.listdir("sub")), [len(open(f"sub/{n}").readlines()) for n in sorted(os.listdir("sub"))])
print(os.getcwd() == base)
