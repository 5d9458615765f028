from collections import defaultdict


def root(n):
    while n > 9:
        p = 1
        for c in str(n):
            p *= int(c) or 1
        n = p
    return n


groups = defaultdict(list)
sizes = defaultdict(int)
for n in range(1, 40000):
    r = root(n)
    groups[r].append(n)
    sizes[len(str(n)), r] += 1
print({k: (len(v), v[0], v[-1]) for k, v in groups.items()})
print(list(sizes.items())[:15])
