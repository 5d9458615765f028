def primes_below(n):
    return [p for p in range(2, n) if all(p % q for q in range(2, int(p ** 0.5) + 1))]


def harmonic(n):
    total = 0.0
    for k in range(1, n):
        total += 1.0 / k
    return total


def words(n):
    return sorted({str(k * k)[::-1] for k in range(n)})


a = primes_below(9000)
b = harmonic(400000)
c = words(30000)
d = len(a) + len(c)
print(len(a), a[-1], repr(b), c[:3], d)
