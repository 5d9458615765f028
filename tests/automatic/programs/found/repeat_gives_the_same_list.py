def heavy(x):
    s = 0
    for i in x: s += i
    for k in range(2000): s = (s * 31 + k) % 1000003
    return s
log = []
out = []
import itertools
for x in range(40):
    row = [0]*3
    m = list(itertools.repeat(row, 3))
    m[0][0] = len(out)
    b = heavy(row)
    out.append(b)
print(out[:60], log[:10], len(log))
