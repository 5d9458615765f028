import sys


def syrk(n, m, alpha, beta):
    A = [[((i * j + 1) % n) / n for j in range(m)] for i in range(n)]
    C = [[((i * j + 2) % m) / m for j in range(n)] for i in range(n)]
    for i in range(n):
        for j in range(i + 1):
            C[i][j] *= beta
        for k in range(m):
            for j in range(i + 1):
                C[i][j] += alpha * A[i][k] * A[j][k]
    return C


def main(argv):
    n = int(argv[1]) if len(argv) > 1 else 85
    C = syrk(n, 70, 1.5, 1.2)
    checksum = 0.0
    for i in range(n):
        checksum += sum(C[i][:i + 1]) * (1 + i % 3)
    print(repr(checksum), repr(C[n - 1][0]), repr(C[0][n - 1]))


main(sys.argv)
