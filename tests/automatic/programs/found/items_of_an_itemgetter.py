def heavy(x):
    s = 0
    for i in x: s += i
    for k in range(2000): s = (s * 31 + k) % 1000003
    return s
log = []
out = []
from operator import itemgetter
for x in range(40):
    rows = [[x], [x + 1], [x + 2]]
    a, b = itemgetter(0, 1)(rows)
    a.append(len(out))
    out.append(heavy(rows[0]))
print(out[:60], log[:10], len(log))
