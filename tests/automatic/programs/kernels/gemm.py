def init(n, m, p):
    A = [[((i * j + 1) % n) / n for j in range(m)] for i in range(n)]
    B = [[((i * (j + 1)) % p) / p for j in range(p)] for i in range(m)]
    C = [[((i * (j + 2)) % m) / m for j in range(p)] for i in range(n)]
    return A, B, C


def gemm(alpha, beta, C, A, B):
    n, m, p = len(A), len(B), len(B[0])
    for i in range(n):
        for j in range(p):
            C[i][j] *= beta
        for k in range(m):
            for j in range(p):
                C[i][j] += alpha * A[i][k] * B[k][j]


A, B, C = init(70, 80, 60)
gemm(1.5, 1.2, C, A, B)
print(repr(C[0][0]), repr(C[69][59]))
total = 0.0
for row in C:
    for v in row:
        total += v
print(repr(total))
