MISSING = object()


def lookup(k):
    t = 0
    for j in range(3600):
        t = (t * 3 + j * k) % 419
    return MISSING if t % 4 == 0 else t


found = [lookup(k) for k in range(200)]
present = [v for v in found if v is not MISSING]
print(len(found), len(present), sum(present))
print(found.count(MISSING), found.index(MISSING), MISSING in set(found))
table = {k: v for k, v in zip(range(200), found) if v is MISSING}
print(len(table), len(set(map(id, table.values()))))
