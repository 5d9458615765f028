def make(n, m, s):
    return [[((i * 31 + j * 17 + s) % 19) / 3.0 for j in range(m)] for i in range(n)]


n, m, p = 60, 50, 70
a = make(n, m, 1)
b = make(m, p, 5)
c = [[0.0] * p for _ in range(n)]
for i in range(n):
    for j in range(p):
        for k in range(m):
            c[i][j] += a[i][k] * b[k][j]
trace = sum(c[i][i] for i in range(n))
print(repr(trace), repr(c[3][4]), repr(sum(map(sum, c))))
