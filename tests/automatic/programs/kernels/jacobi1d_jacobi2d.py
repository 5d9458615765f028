def jacobi_1d(steps, n):
    A = [(i + 2) / n for i in range(n)]
    B = [(i + 3) / n for i in range(n)]
    for t in range(steps):
        for i in range(1, n - 1):
            B[i] = 0.33333 * (A[i - 1] + A[i] + A[i + 1])
        for i in range(1, n - 1):
            A[i] = 0.33333 * (B[i - 1] + B[i] + B[i + 1])
    return A


def jacobi_2d(steps, n):
    A = [[i * (j + 2) / n for j in range(n)] for i in range(n)]
    B = [[i * (j + 3) / n for j in range(n)] for i in range(n)]
    for t in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                B[i][j] = 0.2 * (A[i][j] + A[i][j - 1] + A[i][j + 1] + A[i + 1][j] + A[i - 1][j])
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                A[i][j] = 0.2 * (B[i][j] + B[i][j - 1] + B[i][j + 1] + B[i + 1][j] + B[i - 1][j])
    return A


a = jacobi_1d(30, 1500)
print(repr(a[1]), repr(a[750]), repr(sum(a)))
b = jacobi_2d(10, 60)
print(repr(b[1][1]), repr(b[30][30]), repr(sum(map(sum, b))))
