import random

random.seed(2024)


def walk(steps):
    pos = 0
    for _ in range(steps):
        pos += random.choice((-1, 1))
    return pos


ends = [walk(300 + k % 5) for k in range(600)]
print(ends[:12], sum(ends))
print(random.random(), random.getrandbits(16))
