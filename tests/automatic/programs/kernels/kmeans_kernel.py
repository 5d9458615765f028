import math

points = []
seed = 42
for i in range(500):
    seed = (seed * 1103515245 + 12345) % 2147483648
    x = seed / 2147483648
    seed = (seed * 1103515245 + 12345) % 2147483648
    points.append((x * 10, seed / 214748364.8))

k = 6
centers = [points[i * 37] for i in range(k)]
labels = [0] * len(points)
for it in range(8):
    for i in range(len(points)):
        best, bi = float("inf"), -1
        for c in range(k):
            d = (points[i][0] - centers[c][0]) ** 2 + (points[i][1] - centers[c][1]) ** 2
            if d < best:
                best, bi = d, c
        labels[i] = bi
    sums = [[0.0, 0.0, 0] for _ in range(k)]
    for i in range(len(points)):
        s = sums[labels[i]]
        s[0] += points[i][0]
        s[1] += points[i][1]
        s[2] += 1
    for c in range(k):
        if sums[c][2]:
            centers[c] = (sums[c][0] / sums[c][2], sums[c][1] / sums[c][2])
inertia = 0.0
for (px, py), l in zip(points, labels):
    inertia += math.hypot(px - centers[l][0], py - centers[l][1])
print([(round(a, 9), round(b, 9)) for a, b in centers])
print(repr(inertia), it, i, c, bi)
