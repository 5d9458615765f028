from decimal import Decimal, getcontext, Inexact

ctx = getcontext()
ctx.prec = 6


def refine(k):
    x = Decimal(k + 2)
    for _ in range(60):
        x = (x + Decimal(k + 2) / x) / 2
    if k % 25 == 24:
        getcontext().prec += 3
    return x


roots = [refine(k) for k in range(480)]
print(roots[0], roots[30], roots[-1])
print(ctx.prec, bool(ctx.flags[Inexact]))
ctx.clear_flags()
print(sum(roots), bool(ctx.flags[Inexact]))
print(sum(refine(k) for k in range(30)), getcontext().prec)
