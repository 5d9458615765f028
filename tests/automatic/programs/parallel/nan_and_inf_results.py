import math


def ratio(k):
    num = den = 0.0
    for j in range(1, 900):
        num += math.cos(j * k)
        den += ((j * k) % 3 - 1)
    if k % 40 == 0:
        num, den = 0.0, 0.0
    if den == 0:
        return math.nan if num == 0 else math.copysign(math.inf, num)
    return -0.0 if k % 41 == 0 else num / den


values = [ratio(k) for k in range(250)]
print(values[:8])
print(max(values), min(values), sum(1 for v in values if v != v), values.count(0.0))
print(max(values[1:]), sorted(values[90:130])[:4])
print(sum(v for v in values if math.isfinite(v)), str(values[41 * 2]))
print([v in values for v in (math.inf, -math.inf)])
