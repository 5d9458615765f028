def heavy(x):
    s = 0
    for i in x: s += i
    for k in range(2000): s = (s * 31 + k) % 1000003
    return s
log = []
out = []
total = 0
for x in range(40):
    it = iter(range(x))
    z = map(lambda v: v*v, it)
    total += next(z, 0) + total % 3
    b = heavy(list(it))
    out.append(b)
print(out[:60], log[:10], len(log))
