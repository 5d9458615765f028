import random


def trial(k):
    random.seed(k)
    s = 0.0
    for _ in range(2000):
        s += random.random()
    return s


vals = [trial(k) for k in range(150)]
print(repr(vals[0]), repr(vals[-1]))
print(repr(random.random()), random.randint(0, 10 ** 9))
best = max(range(50), key=trial)
print(best, repr(random.gauss(0, 1)))
