n = 36
u = [[0.0] * n for _ in range(n)]
u[0] = [1.0 + (j % 5) for j in range(n)]
sweeps = 0
change = 1.0
while change > 1e-3 and sweeps < 60:
    change = 0.0
    for i in range(1, n - 1):
        for j in range(1, n - 1):
            new = 0.25 * (u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1])
            change = max(change, abs(new - u[i][j]))
            u[i][j] = new
    sweeps += 1
print(sweeps, repr(change))
print([repr(v) for v in u[n // 2][::9]])
