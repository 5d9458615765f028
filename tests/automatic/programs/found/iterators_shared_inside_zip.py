"""An iterator that zip or enumerate goes through may be used by others, or twice."""
def heavy(n):
    t = 0
    for k in range(100):
        t = (t * 31 + k * n) % 1009
    return t

xs = list(range(20))
print([heavy(a) + b for a, b in zip(*[iter(xs)] * 2)])
it = iter(xs)
for a, b in zip(it, it):
    print(heavy(a) + b)
it = iter(xs)
for a, b in zip(it, range(8)):
    print(heavy(a), next(it))
it = iter(xs)
for a, b in zip(range(8), it):
    print(heavy(a), next(it), b)
print(list(it))
def f(ys):
    it = iter(ys)
    out = []
    for i, a in enumerate(it):
        out.append((heavy(a), next(it, None)))
    return out
print(f(xs))
def g(ys):
    it = iter(ys)
    out = []
    for a, b in zip(it, it):
        out.append((heavy(a), b))
    return out
print(g(xs))
