import random

random.seed(42)
print(random.random(), random.randint(1, 100), random.sample(range(50), 5), random.gauss(0, 1))
items = list("abcdef")
random.shuffle(items)
print(items, random.choices("xyz", k=5))
random.seed("a text")
print(random.getrandbits(64), random.Random(7).random())
