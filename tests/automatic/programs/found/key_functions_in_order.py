"""A list is empty while it is sorted; what a key function raises or prints comes in order."""
def heavy(n):
    t = 0
    for k in range(100):
        t = (t * 31 + k * n) % 1009
    return t
xs = [5, 3, 8, 1, 9, 2]
def key(v):
    return heavy(v) + len(xs) * 100
log = [key(v) for v in xs]
def kk(v):
    print(v, len(xs))
    return heavy(v)
xs.sort(key=kk)
print(xs)
xs.sort(key=lambda v: (len(xs), -heavy(v)))
print(xs)
def fails(n):
    if n == 7:
        raise ValueError(n)
    return heavy(n)

xs = list(range(12))
try:
    print(sorted(xs, key=fails))
except ValueError as e:
    print('caught', e)
try:
    for v in map(fails, xs):
        print(v)
except ValueError as e:
    print('caught', e)
m = map(fails, xs)
print(next(m), type(m).__name__, next(m))
xs.append(5)
xs[2] = 100
print(next(m))
print(m.__class__ is map, str(m)[:5])
