from decimal import Decimal, getcontext

getcontext().prec = 40


def sqrt_newton(n):
    x = Decimal(n)
    for _ in range(60):
        x = (x + Decimal(n) / x) / 2
    return x


roots = [sqrt_newton(n) for n in range(2, 800)]
total = Decimal(0)
for r in roots:
    total += r * r
print(roots[0])
print(total)
print(sum(int(str(r)[-10:].replace(".", "")) for r in roots), getcontext().prec)
