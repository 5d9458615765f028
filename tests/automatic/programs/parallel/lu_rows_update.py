n = 70
A = [[1.0 / (i + j + 1) + (2.0 if i == j else 0.0) for j in range(n)] for i in range(n)]
for k in range(n - 1):
    pivot = A[k][k]
    for i in range(k + 1, n):
        f = A[i][k] / pivot
        A[i][k] = f
        for j in range(k + 1, n):
            A[i][j] -= f * A[k][j]
det = 1.0
for k in range(n):
    det *= A[k][k]
print(repr(det))
print([repr(A[k][k]) for k in (0, 1, 10, n - 1)], repr(A[n - 1][0]))
