def regression(seed):
    n = 200
    xs = [k / 10 for k in range(n)]
    ys = [((seed * k * 7) % 29) / 3 + 0.1 * k for k in range(n)]
    sx, sy = sum(xs), sum(ys)
    sxx = sum(x * x for x in xs)
    sxy = sum(x * y for x, y in zip(xs, ys))
    slope = (n * sxy - sx * sy) / (n * sxx - sx * sx)
    return slope, (sy - slope * sx) / n


slopes, offsets = [], []
steep = 0
for seed in range(600):
    a, b = regression(seed)
    slopes.append(a)
    offsets.append(b)
    if a > 0.12:
        steep += 1
        continue
    if b < 0:
        offsets[-1] = 0.0
print(repr(sum(slopes)), repr(sum(offsets)), steep)
print(slopes.index(max(slopes)), offsets[:3])
