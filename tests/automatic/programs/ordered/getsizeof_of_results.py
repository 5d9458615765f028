import sys


def grow(k):
    out = []
    for j in range(k * 6 + 3):
        out.append(j * k % 7)
    d = {j: None for j in range(200)}
    for j in range(150 + k % 50):
        del d[j]
    return out, d


rows = [grow(k) for k in range(120)]
sizes = [sys.getsizeof(a) - sys.getsizeof([]) for a, _ in rows]
exact = [sys.getsizeof(list(a)) - sys.getsizeof([]) for a, _ in rows]
print(sum(s > e for s, e in zip(sizes, exact)) > 60)
print(all(sys.getsizeof(d) > sys.getsizeof(dict(list(d.items()))) for _, d in rows))
print(len(rows), sum(map(len, (a for a, _ in rows))), [len(d) for _, d in rows][:4])
