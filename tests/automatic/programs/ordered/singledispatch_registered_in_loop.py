from functools import singledispatch


@singledispatch
def handle(x):
    return "base"


class A:
    pass


kinds = [type("T%d" % k, (A,), {}) for k in range(12)]


def work(k):
    t = sum((k * j) % 31 for j in range(4500))
    cls = kinds[t % 12]
    before = handle(cls())
    if before == "base" or k % 17 == 0:
        handle.register(cls)(lambda x, k=k: "h%d" % k)
    return before


out = [work(k) for k in range(80)]
print(out[:12], out[-4:])
print(len(handle.registry), handle(A()), sorted(handle(c()) for c in kinds)[:5])
