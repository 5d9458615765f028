import random
import uuid


def draw(k):
    s = 0.0
    for _ in range(2400):
        s += random.random()
    return s


draws = [draw(k) for k in range(200)]
print(len(draws), len(set(draws)), all(1000 < d < 1400 for d in draws))
ids = {uuid.uuid4().hex for _ in range(300)}
print(len(ids), {len(i) for i in ids})
tokens = [random.SystemRandom().getrandbits(64) for _ in range(100)]
print(len(set(tokens)) == 100)
