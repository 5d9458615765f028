bonus = {"value": 0}


def settle(k):
    t = k
    for j in range(2000):
        t = (t * 3 + j) % 919
    if k == 57:
        bonus["value"] = t
    return t + bonus["value"]


out = [settle(k) for k in range(160)]
print(out[55:60], out[-1])
print(bonus, sum(out))
hist = [0] * 160
for k in range(160):
    hist[k if k != 57 else 58] = settle(k % 50) + hist[k - 1] * (k == 58)
print(hist[56:60], bonus)
