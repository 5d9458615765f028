import random


def trial(seed):
    rng = random.Random(seed)
    inside = 0
    for _ in range(1500):
        x, y = rng.random(), rng.random()
        if x * x + y * y <= 1.0:
            inside += 1
    return 4.0 * inside / 1500


estimates = [trial(s) for s in range(200)]
mean = sum(estimates) / len(estimates)
var = sum((e - mean) ** 2 for e in estimates) / (len(estimates) - 1)
print(repr(mean), repr(var))
print(min(estimates), max(estimates), estimates[:4])
