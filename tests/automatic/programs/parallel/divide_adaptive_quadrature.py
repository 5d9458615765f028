import math


def simpson(f, a, b):
    return (b - a) / 6 * (f(a) + 4 * f((a + b) / 2) + f(b))


def adaptive(f, a, b, eps, whole):
    m = (a + b) / 2
    left, right = simpson(f, a, m), simpson(f, m, b)
    if abs(left + right - whole) <= 15 * eps:
        return left + right + (left + right - whole) / 15
    return adaptive(f, a, m, eps / 2, left) + adaptive(f, m, b, eps / 2, right)


def g(x):
    return math.sin(1 / (x + 0.01)) * math.exp(-x)


pieces = [adaptive(g, k / 8, (k + 1) / 8, 1e-13, simpson(g, k / 8, (k + 1) / 8)) for k in range(8)]
print(repr(sum(pieces)))
print([round(p, 12) for p in pieces])
