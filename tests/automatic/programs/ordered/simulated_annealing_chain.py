import math
import random


def energy(x):
    return sum((v - 3) ** 2 * (1 + (i % 3)) for i, v in enumerate(x)) + 5 * math.sin(sum(x))


rng = random.Random(3)
x = [rng.randint(0, 9) for _ in range(25)]
e = energy(x)
best, accepted = e, 0
for step in range(6000):
    i = rng.randrange(len(x))
    old = x[i]
    x[i] = rng.randint(0, 9)
    new = energy(x)
    if new <= e or rng.random() < math.exp((e - new) / (5.0 * 0.999 ** step + 1e-9)):
        e = new
        accepted += 1
        best = min(best, e)
    else:
        x[i] = old
print(repr(best), repr(e), accepted)
print(x)
