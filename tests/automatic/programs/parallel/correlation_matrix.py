import math


def mean(v):
    return sum(v) / len(v)


def corr(a, b):
    ma, mb = mean(a), mean(b)
    num = sum((x - ma) * (y - mb) for x, y in zip(a, b))
    den = math.sqrt(sum((x - ma) ** 2 for x in a) * sum((y - mb) ** 2 for y in b))
    return num / den if den else float("nan")


cols = [[float((k * (c + 3) * 37 + c) % (50 + c)) for k in range(250)] for c in range(24)]
cols.append([1.0] * 250)
m = [[0.0] * len(cols) for _ in cols]
for i in range(len(cols)):
    for j in range(len(cols)):
        m[i][j] = corr(cols[i], cols[j])
print([round(v, 9) for v in m[0][:5]], m[2][2])
print(m[24][0], m[0][24], sum(1 for r in m for v in r if v > 0.3))
