from collections import namedtuple
from typing import List

Orbit = namedtuple("Orbit", "start period tail")


def orbit(start: int, m: int = 5003) -> Orbit:
    seen = {}
    x = start
    i = 0
    while x not in seen:
        seen[x] = i
        x = (x * x + 1) % m
        i += 1
    return Orbit(start, i - seen[x], seen[x])


orbits: List[Orbit] = [orbit(s) for s in range(2500)]
longest = max(orbits, key=lambda o: (o.period, o.tail, -o.start))
print(longest)
print(len({o.period for o in orbits}), sum(o.tail for o in orbits))
print(orbits[17]._replace(start=-1))
