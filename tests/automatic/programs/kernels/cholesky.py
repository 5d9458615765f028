import math


def spd(n):
    M = [[((i * 7 + j * 3) % 11) / 11 for j in range(n)] for i in range(n)]
    A = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            A[i][j] = sum(M[i][k] * M[j][k] for k in range(n))
        A[i][i] += n
    return A


def cholesky(A):
    n = len(A)
    L = [[0.0] * n for _ in range(n)]
    for j in range(n):
        s = A[j][j]
        for k in range(j):
            s -= L[j][k] * L[j][k]
        L[j][j] = math.sqrt(s)
        for i in range(j + 1, n):
            t = A[i][j]
            for k in range(j):
                t -= L[i][k] * L[j][k]
            L[i][j] = t / L[j][j]
    return L


L = cholesky(spd(60))
print(repr(L[0][0]), repr(L[59][59]), repr(L[59][0]))
print(repr(sum(math.log(L[k][k]) for k in range(60))))
