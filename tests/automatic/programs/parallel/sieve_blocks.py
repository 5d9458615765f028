def base_primes(limit):
    flags = bytearray([1]) * (limit + 1)
    flags[0:2] = b"\0\0"
    for p in range(2, int(limit ** 0.5) + 1):
        if flags[p]:
            flags[p * p::p] = bytearray(len(range(p * p, limit + 1, p)))
    return [k for k in range(limit + 1) if flags[k]]


def block(lo, hi, base):
    marks = [True] * (hi - lo)
    for p in base:
        for m in range(max(p * p, (lo + p - 1) // p * p), hi, p):
            marks[m - lo] = False
    return [lo + k for k, ok in enumerate(marks) if ok]


base = base_primes(500)
primes = base[:]
for lo in range(501, 250000, 10000):
    primes += block(lo, min(lo + 10000, 250000), base)
print(len(primes), primes[-1], sum(primes))
gaps = [b - a for a, b in zip(primes, primes[1:])]
print(max(gaps), primes[gaps.index(max(gaps))])
