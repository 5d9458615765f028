def atax(A, x):
    m, n = len(A), len(x)
    y = [0.0] * n
    tmp = [0.0] * m
    for i in range(m):
        for j in range(n):
            tmp[i] += A[i][j] * x[j]
        for j in range(n):
            y[j] += A[i][j] * tmp[i]
    return y


m, n = 260, 280
A = []
for i in range(m):
    A.append([((i + j) % n) / (5 * m) for j in range(n)])
x = [1 + i / n for i in range(n)]
y = atax(A, x)
for k in range(0, n, 70):
    print(k, repr(y[k]))
print(repr(sum(y)))
