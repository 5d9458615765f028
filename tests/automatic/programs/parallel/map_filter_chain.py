def digest(n):
    for _ in range(90):
        n = (n * 1664525 + 1013904223) % 4294967296
    return n


def lucky(n):
    return digest(n) % 13 == 0


values = list(map(digest, range(2500)))
keep = list(filter(lucky, range(2500)))
both = list(map(lambda n: (n, digest(n) % 100), filter(lucky, range(500))))
print(values[:3], sum(values))
print(len(keep), keep[:8])
print(both[:6])
