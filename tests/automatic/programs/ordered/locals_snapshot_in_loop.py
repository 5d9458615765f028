def work(k):
    t = k
    for j in range(2700):
        t = (t * 13 + j) % 401
    return t


def run(n):
    snaps = []
    best = -1
    for k in range(n):
        v = work(k)
        snaps.append(len(locals()))
        if v > best:
            best = v
            winner = k
        if k == 40:
            late = sorted(locals())
    return snaps[0], snaps[1], snaps[-1], best, winner, late, "late" in vars()


print(run(150))
names = [sorted(x for x in dir() if not x.startswith("_") and x != "names") for k in range(9)]
print(names[0], len(names))
for k in range(30):
    w = work(k)
print(sorted(x for x in vars() if len(x) == 1), w)
