from itertools import combinations, chain, islice

weights = [(k * k * 13) % 97 + 3 for k in range(18)]


def tension(c):
    return abs(sum(weights[i] for i in c) - 200) + sum(abs(a - b) for a, b in zip(c, c[1:])) % 3


subsets = chain.from_iterable(combinations(range(18), r) for r in (3, 4, 5))
scored = sorted(subsets, key=tension)
print(len(scored), scored[:4])
print(sum(tension(c) == 0 for c in combinations(range(18), 4)))
print(list(islice((c for c in combinations(range(18), 4) if tension(c) == 1), 5)))
