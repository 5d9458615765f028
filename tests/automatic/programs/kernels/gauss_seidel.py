def seidel(tsteps, n):
    A = [[(i * (j + 2) + 2) / n for j in range(n)] for i in range(n)]
    for t in range(tsteps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                A[i][j] = (A[i - 1][j - 1] + A[i - 1][j] + A[i - 1][j + 1]
                           + A[i][j - 1] + A[i][j] + A[i][j + 1]
                           + A[i + 1][j - 1] + A[i + 1][j] + A[i + 1][j + 1]) / 9.0
    return A


A = seidel(18, 56)
norm = 0.0
for row in A:
    norm += sum(v * v for v in row)
print(repr(norm), repr(A[1][1]), repr(A[28][28]), repr(A[54][54]))
