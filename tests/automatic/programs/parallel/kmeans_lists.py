def dist2(p, q):
    return sum((a - b) ** 2 for a, b in zip(p, q))


def nearest(p, centers):
    return min(range(len(centers)), key=lambda c: dist2(p, centers[c]))


points = []
s = 7
for k in range(400):
    s = (s * 48271) % 2147483647
    points.append((s % 1000 / 100.0, s // 1000 % 1000 / 100.0))
centers = points[:5]
for epoch in range(12):
    labels = [nearest(p, centers) for p in points]
    new = []
    for c in range(len(centers)):
        mine = [p for p, l in zip(points, labels) if l == c]
        new.append((sum(x for x, _ in mine) / len(mine), sum(y for _, y in mine) / len(mine)) if mine else centers[c])
    if new == centers:
        print("converged", epoch)
        break
    centers = new
for c in centers:
    print("%.10f %.10f" % c, labels.count(centers.index(c)))
