def heavy(x):
    s = 0
    for i in x: s += i
    for k in range(2000): s = (s * 31 + k) % 1000003
    return s
log = []
out = []
store = log
for x in range(40):
    row = [x]
    log.append(row)
    store[-1].append(len(out))
    out.append(heavy(row))
print(out[:60], log[:10], len(log))
