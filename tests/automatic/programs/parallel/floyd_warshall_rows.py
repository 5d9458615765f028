INF = float("inf")
n = 75
d = [[INF] * n for _ in range(n)]
for i in range(n):
    d[i][i] = 0
    for s in (1, 5, 17):
        d[i][(i * s + s) % n] = (i * 7 + s * 3) % 20 + 1
for k in range(n):
    dk = d[k]
    new = []
    for i in range(n):
        dik = d[i][k]
        new.append([min(d[i][j], dik + dk[j]) for j in range(n)])
    d = new
reach = sum(1 for row in d for v in row if v < INF)
print(reach, max(v for row in d for v in row if v < INF))
print(d[3][:12])
