def heavy(x):
    s = 0
    for i in x: s += i
    for k in range(2000): s = (s * 31 + k) % 1000003
    return s
log = []
out = []
from itertools import groupby, tee
for x in range(40):
    a, b = tee(iter(range(x)))
    out.append(len(out) + next(a, 0))
    out.append(heavy(list(a)) + heavy(list(b)))
print(out[:60], log[:10], len(log))
