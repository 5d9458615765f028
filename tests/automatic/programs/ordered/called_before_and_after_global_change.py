weights = {"x": 1}


def score(k):
    t = 0
    for j in range(1800):
        t = (t + k * j * weights.get("x", 0)) % 211
    return t


def retune(k):
    weights["x"] = weights["x"] * 2 % 13
    return score(k)


before = [score(k) for k in range(80)]
mixed = [retune(k) if k % 20 == 0 else score(k) for k in range(80)]
after = [score(k) for k in range(80)]
weights = {}
gone = [score(k) for k in range(20)]
print(before[1:5], mixed[1:5], mixed[-3:], after[1:5], set(gone))
print(weights, sum(before), sum(mixed), sum(after))
