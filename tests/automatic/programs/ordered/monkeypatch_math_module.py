import math


def area(r):
    return sum(math.sqrt(r * k) for k in range(1200))


before = [area(r) for r in range(150)]
original = math.sqrt
math.sqrt = lambda v: original(v) + 1
after = [area(r) for r in range(150)]
math.sqrt = original
again = [area(r) for r in range(150)]
print(repr(before[3]), repr(after[3]), before == again)
print(repr(sum(after) - sum(before)))
