def work(k):
    t = 0
    for j in range(2700):
        t = (t * 5 + j + k) % 1013
    g = globals()
    g["latest"] = t
    g["hits"] = g.get("hits", 0) + (t % 2)
    return t


latest = None
vals = [work(k) for k in range(250)]
print(latest, hits, sum(vals))
globals()["scale"] = 3
print([scale * v for v in vals[:4]], latest == vals[-1])
