import math


def zeta(s, terms=3000):
    return sum(1.0 / k ** s for k in range(1, terms))


print("%6s %20s %8s" % ("s", "zeta(s)", "digits"))
for step in range(60):
    s = 1.1 + step * 0.05
    z = zeta(s)
    print("%6.2f %20.15f %8d" % (s, z, len(str(int(z * 10 ** 6)))))
print("done", math.floor(zeta(2) * 1000))
