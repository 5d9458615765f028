n = 75
A = [[0.0] * n for _ in range(n)]
for i in range(n):
    for j in range(n):
        A[i][j] = 1.0 / (1 + abs(i - j)) + (n if i == j else 0)

for k in range(n):
    for i in range(k + 1, n):
        A[i][k] /= A[k][k]
        for j in range(k + 1, n):
            A[i][j] -= A[i][k] * A[k][j]

logdet = 1.0
for k in range(n):
    logdet *= A[k][k] / n
b = [float(i % 7) for i in range(n)]
y = []
for i in range(n):
    s = b[i]
    for j in range(i):
        s -= A[i][j] * y[j]
    y.append(s)
print(repr(logdet), repr(y[0]), repr(y[-1]), repr(sum(y)))
