from math import *
from cmath import *


def wave(k):
    t = 0
    for j in range(1, 1200):
        t += sin(k * j / 10) / j
    return t


vals = [wave(k) for k in range(150)]
print(vals[3], type(vals[3]).__name__)
print(sqrt(-4), type(sum(vals)).__name__)
from operator import *

print(pow(2, 10), abs(-3), len([k for k in range(20) if contains([1, 2, 3], k)]))
print(round(sum(v.real for v in vals), 9), isclose(1, 1 + 1e-12))
