SCALE = 3
OFFSETS = [1, 2, 3]


def f(k):
    return sum((k * j + OFFSETS[j % 3]) % 17 for j in range(1400)) * SCALE


a = [f(k) for k in range(100)]
SCALE = 5
b = [f(k) for k in range(100)]
OFFSETS[1] = 9
c = [f(k) for k in range(100)]
OFFSETS = [0] * 3
d = [f(k) for k in range(100)]
print(a[4], b[4], c[4], d[4])
print([sum(x) for x in (a, b, c, d)])
for SCALE in (1, 2):
    print(SCALE, sum(f(k) for k in range(60)))
print(SCALE)
