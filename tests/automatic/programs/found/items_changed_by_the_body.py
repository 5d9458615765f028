"""What an iteration changes, the next ones see: in rows, in values of a dictionary, in instances."""
def heavy(n):
    t = 0
    for k in range(100):
        t = (t * 31 + k * n) % 1009
    return t

rows = [[i, i + 1] for i in range(12)]
out = []
for i, row in enumerate(rows):
    out.append(heavy(row[0]) + row[1])
    rows[(i + 1) % 12][0] += 5
print(out, rows)
d = {k: k for k in range(10)}
for k, v in d.items():
    d[(k + 1) % 10] = heavy(v)
print(d)
d = {k: [k] for k in range(10)}
tot = 0
for k, v in d.items():
    tot += heavy(v[0])
    d[(k + 1) % 10].append(tot % 7)
    d[(k + 3) % 10][0] = tot % 11
print(d, tot)
xs = list(range(12))
out = [0] * 12
for x in xs:
    out[x] = heavy(x)
    xs[-1] = 3
print(out)
a = b = [1, 2, 3, 4, 5, 6]
s = 0
for x in a:
    s += heavy(x)
    b[3] = s % 10
print(s, a)
class R:
    pass
rs = []
for i in range(10):
    r = R(); r.v = i; r.next = None
    rs.append(r)
for r, q in zip(rs, rs[1:]):
    r.next = q
res = []
for r in rs:
    res.append(heavy(r.v))
    if r.next:
        r.next.v += 3
print(res)
for i, r in enumerate(rs):
    r.v = heavy(r.v) + (rs[i - 1].v if i else 0)
print([r.v for r in rs])
