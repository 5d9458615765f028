MOD = 10 ** 9 + 7


def f(k):
    t = k
    for _ in range(150):
        t = (t * t + 3) % MOD
    return t or 1


prod = 1
xor = 0
bits = 0
for k in range(1, 5000):
    v = f(k)
    prod *= v
    prod %= MOD
    xor ^= v
    bits |= 1 << (v % 61)
print(prod, xor, bin(bits).count("1"))
