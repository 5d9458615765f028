"""Inexact divisions leave a mark in the context, which is looked at afterwards."""
from decimal import Decimal, Inexact, getcontext


def third(n):
    total = Decimal(0)
    for k in range(1, 200):
        total += Decimal(n) / k
    return total


print(getcontext().flags[Inexact])
print(sum(third(n) for n in range(20)))
print(getcontext().flags[Inexact])
getcontext().clear_flags()
print([third(n) for n in range(3)], getcontext())
