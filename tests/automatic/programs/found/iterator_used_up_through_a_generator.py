def heavy(x):
    s = 0
    for i in x: s += i
    for k in range(2000): s = (s * 31 + k) % 1000003
    return s
log = []
out = []
for x in range(40):
    it = iter(range(x))
    g = (v for v in it)
    out.append(next(g, 0) + len(out))
    out.append(heavy(list(it)))
print(out[:60], log[:10], len(log))
