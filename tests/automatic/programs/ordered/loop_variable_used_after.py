def weight(i, j):
    t = i
    for k in range(60):
        t = (t * 5 + j) % 127
    return t


best = 0
for i in range(50):
    for j in range(i + 1):
        w = weight(i, j)
        if w > best:
            best, where = w, (i, j)
print(i, j, w, best, where)
for x in []:
    pass
print("x" in globals())
for i, (a, *rest) in enumerate([(k, k * 2, weight(k, 3)) for k in range(60)]):
    if sum(rest) > 230:
        break
print(i, a, rest, j)
