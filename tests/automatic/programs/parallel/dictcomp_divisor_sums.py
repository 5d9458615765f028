def sigma(n):
    total = 0
    for d in range(1, int(n ** 0.5) + 1):
        if n % d == 0:
            total += d
            if d * d != n:
                total += n // d
    return total - n


table = {n: sigma(n) for n in range(2, 9000)}
amicable = [(a, b) for a, b in table.items() if a < b and table.get(b) == a]
perfect = [n for n, s in table.items() if n == s]
print(amicable)
print(perfect)
print(sum(1 for n, s in table.items() if s > n), list(table.items())[:5])
