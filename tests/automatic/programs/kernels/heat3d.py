def heat_step(src, dst, n):
    for i in range(1, n - 1):
        for j in range(1, n - 1):
            for k in range(1, n - 1):
                c = src[i][j][k]
                dst[i][j][k] = (0.125 * (src[i + 1][j][k] - 2.0 * c + src[i - 1][j][k])
                                + 0.125 * (src[i][j + 1][k] - 2.0 * c + src[i][j - 1][k])
                                + 0.125 * (src[i][j][k + 1] - 2.0 * c + src[i][j][k - 1]) + c)


def cube(n):
    return [[[(i + j + (n - k)) * 10.0 / n for k in range(n)] for j in range(n)] for i in range(n)]


def main():
    n, tsteps = 20, 6
    A, B = cube(n), cube(n)
    for t in range(tsteps):
        heat_step(A, B, n)
        heat_step(B, A, n)
    for i in range(0, n, 5):
        print(i, repr(A[i][n // 2][n // 2]), repr(sum(map(sum, A[i]))))


if __name__ == "__main__":
    main()
