def heavy(x):
    s = 0
    for i in x: s += i
    for k in range(2000): s = (s * 31 + k) % 1000003
    return s
log = []
out = []
import bisect
for x in range(40):
    row = [3, 5]
    bisect.insort(a=row, x=len(out))
    out.append(heavy([row[0], row[1] * 7]))
print(out[:60], log[:10], len(log))
