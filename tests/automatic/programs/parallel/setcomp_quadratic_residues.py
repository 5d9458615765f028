def residues(p):
    return frozenset(x * x % p for x in range(p))


primes = [p for p in range(3, 1500) if all(p % q for q in range(2, int(p ** 0.5) + 1))]
classes = {residues(p) for p in primes}
print(len(primes), len(classes))
print(sorted(len(c) for c in classes)[:12])
small = {x * x % 7 for x in range(20)}
print(small)
words = {"w%d" % (k * k % 41) for k in range(200)}
print(words)
