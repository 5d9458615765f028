import random


def throw():
    return random.randint(1, 6)


random.seed(5)
print([throw() for _ in range(20)])
state = random.getstate()
first = [throw() for _ in range(5)]
random.setstate(state)
print(first == [throw() for _ in range(5)])
