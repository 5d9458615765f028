from math import factorial

FACT = [factorial(d) for d in range(10)]


def digit_factorial_sum(n):
    total = 0
    while n:
        n, d = divmod(n, 10)
        total += FACT[d]
    return total


def chain(n):
    seen = []
    while n not in seen:
        seen.append(n)
        n = digit_factorial_sum(n)
    return len(seen)


print([n for n in range(10, 45000) if digit_factorial_sum(n) == n])
print(max(range(1, 2500), key=chain), sum(1 for n in range(2500) if chain(n) > 40))
