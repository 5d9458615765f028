def work(k):
    t = k
    for j in range(3000):
        t = (t * 7 + j) % 211
    return t


class Table:
    values = []
    total = 0
    for k in range(120):
        v = work(k)
        values.append(v)
        total += v * (len(values) % 3)
        locals()["c%d" % (k % 6)] = v
    squares = [work(x) for x in range(20)]
    del k


print(Table.total, len(Table.values), Table.v)
print([getattr(Table, "c%d" % k) for k in range(6)], hasattr(Table, "k"), Table.squares[:3])
print(sorted(n for n in vars(Table) if not n.startswith("_")))
