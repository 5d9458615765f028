import os
import tempfile

seen = []


def spill(k, d):
    t = sum((k * j) % 29 for j in range(1800))
    path = os.path.join(d, "part%d" % (t % 6))
    old = 0
    if os.path.exists(path):
        with open(path) as f:
            old = int(f.read())
    with open(path, "w") as f:
        f.write(str(old + t))
    seen.append(os.path.basename(path))
    return old + t


with tempfile.TemporaryDirectory(dir=".") as d:
    sums = [spill(k, d) for k in range(100)]
    names = sorted(os.listdir(d))
print(sums[:5], sums[-1], names)
print(os.path.exists(d), seen[:5], len(seen))
