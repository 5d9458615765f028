import math


def haversine(lat1, lon1, lat2, lon2):
    a = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(a))


lats = [math.radians((k * 37) % 180 - 90) for k in range(400)]
lons = [math.radians((k * 91) % 360 - 180) for k in range(400)]
nearest = []
for i, (la, lo) in enumerate(zip(lats, lons)):
    nearest.append(min((haversine(la, lo, b, c), j) for j, (b, c) in enumerate(zip(lats, lons)) if j != i))
print(nearest[:3])
print(repr(sum(d for d, _ in nearest)), max(nearest))
