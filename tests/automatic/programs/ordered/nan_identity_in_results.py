import math

NAN = math.nan
other = float("nan")


def ratio(k):
    t = 0
    for j in range(4500):
        t = (t * 3 + j * k) % 97
    if t % 5 == 0:
        return NAN
    return other if t % 5 == 1 else t / 4


vals = [ratio(k) for k in range(150)]
print(NAN in vals, vals.count(NAN), vals.count(other), float("nan") in vals)
print(vals[:10] == list(vals[:10]), len(set(vals)), vals.index(NAN))
print([v for v in vals if v is other] == [other] * vals.count(other))
