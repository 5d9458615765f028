from itertools import product, starmap


def steps(a, b):
    n = 0
    while b:
        a, b = b, a % b
        n += 1
    return n


pairs = list(product(range(1, 260), repeat=2))
counts = list(starmap(steps, pairs))
worst = max(zip(counts, pairs))
print(len(counts), sum(counts), worst)
