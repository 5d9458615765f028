"""A container finds the very NaN that it holds, and no other."""
nan = float('nan')
xs = [1.0, nan, 2.0, nan, float('nan'), 3.0]
def heavy(x, n):
    t = 0
    for k in range(100):
        t = (t * 31 + k * n) % 1009
    return t
print([heavy(x, 3) + (1000 if x in xs else 0) for x in xs])
print([heavy(x, 3) + xs.count(x) for x in xs])
table = {x: i for i, x in enumerate(xs)}
print([heavy(x, 3) + table.get(x, 1000) for x in xs])
print([(heavy(0, i), xs[i:] == xs[i:]) for i in range(6)])
pairs = [(x, 1) for x in xs]
print([heavy(0, 1) + (pairs.index(p) if p in pairs else 500) for p in pairs])
