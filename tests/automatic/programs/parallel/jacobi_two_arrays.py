n = 40
u = [[0.0] * n for _ in range(n)]
for j in range(n):
    u[0][j] = 100.0
sweeps = 0
for sweep in range(60):
    v = [row[:] for row in u]
    delta = 0.0
    for i in range(1, n - 1):
        for j in range(1, n - 1):
            v[i][j] = 0.25 * (u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1])
            delta = max(delta, abs(v[i][j] - u[i][j]))
    u = v
    sweeps += 1
    if delta < 0.2:
        break
print(sweeps, repr(delta))
print([round(x, 8) for x in u[n // 2][::8]])
