from itertools import permutations
from math import hypot

cities = [(k * 37 % 50, k * 61 % 43) for k in range(8)]


def length(tour):
    total = 0.0
    for a, b in zip(tour, tour[1:] + tour[:1]):
        total += hypot(cities[a][0] - cities[b][0], cities[a][1] - cities[b][1])
    return total


best = min(((0,) + p for p in permutations(range(1, 8))), key=length)
print(best, repr(length(best)))
worst = None
for p in permutations(range(1, 8)):
    l = length((0,) + p)
    if worst is None or l > worst[0]:
        worst = (l, p)
print(worst)
