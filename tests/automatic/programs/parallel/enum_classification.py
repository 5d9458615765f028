from enum import Enum
from collections import Counter


class Kind(Enum):
    DEFICIENT = "deficient"
    PERFECT = "perfect"
    ABUNDANT = "abundant"


def classify(n):
    s = sum(d for d in range(1, n // 2 + 1) if n % d == 0)
    if s < n:
        return Kind.DEFICIENT
    return Kind.PERFECT if s == n else Kind.ABUNDANT


kinds = [classify(n) for n in range(1, 1100)]
print(Counter(kinds).most_common())
print([n for n, k in enumerate(kinds, 1) if k is Kind.PERFECT])
print(kinds[11], repr(kinds[11]), kinds[11] is Kind.ABUNDANT)
