def heavy(k):
    s = 0
    for j in range(9000):
        s = (s + k * j) % 331
    return s


table = {k: heavy(k) for k in range(50)}
visited = 0
try:
    for k, v in table.items():
        visited += 1
        heavy(k + v)
        if k == 23:
            table["extra"] = v
except RuntimeError as e:
    print("RuntimeError:", e)
print(visited, len(table), list(table)[-1])
for k in list(table):
    if isinstance(k, int) and heavy(k) % 2:
        del table[k]
print(len(table), list(table)[:5])
