def heavy(x):
    s = 0
    for i in x: s += i
    for k in range(2000): s = (s * 31 + k) % 1000003
    return s
log = []
out = []
log.append(0)
def g(x):
    log.__setitem__(0, log[0] + x)
    return heavy(log)
for x in range(40):
    out.append(g(x))
print(out[:60], log[:10], len(log))
