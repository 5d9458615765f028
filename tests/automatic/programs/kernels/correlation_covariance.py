import math


def covariance(data):
    n, m = len(data), len(data[0])
    mean = [0.0] * m
    for j in range(m):
        for i in range(n):
            mean[j] += data[i][j]
        mean[j] /= n
    for i in range(n):
        for j in range(m):
            data[i][j] -= mean[j]
    cov = [[0.0] * m for _ in range(m)]
    for i in range(m):
        for j in range(i, m):
            for k in range(n):
                cov[i][j] += data[k][i] * data[k][j]
            cov[i][j] /= n - 1.0
            cov[j][i] = cov[i][j]
    return cov


data = [[((i * j) % 53) / 26.0 + (i % (j + 2)) for j in range(32)] for i in range(160)]
cov = covariance(data)
corr = []
for i in range(32):
    si = math.sqrt(cov[i][i]) or 1.0
    corr.append([cov[i][j] / (si * (math.sqrt(cov[j][j]) or 1.0)) for j in range(32)])
print(repr(cov[1][2]), repr(cov[31][30]), repr(corr[3][4]))
print(repr(sum(map(sum, cov))), repr(sum(map(sum, corr))), repr(data[5][5]))
