import math


def term(k):
    x = k * 0.013
    acc = 0.0
    for j in range(1, 60):
        acc += math.sin(x * j) / (j * j)
    return acc


total = sum(term(k) for k in range(7000))
print(repr(total))
print(repr(sum((term(k) for k in range(100, 300)), 0.5)))
