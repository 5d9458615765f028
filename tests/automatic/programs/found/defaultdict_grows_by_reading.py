"""Reading an absent key of a defaultdict adds it, wherever that happens."""
from collections import defaultdict


def heavy(n):
    total = 0
    for k in range(200):
        total = (total * 31 + k * n) % 1009
    return total


seen = defaultdict(int)
seen[3] = 1


def looked_up(n):
    return heavy(n) + seen[n % 7]


print(sum(looked_up(n) for n in range(40)), dict(seen))

# The loop's own part reads, the call counts.
lists = defaultdict(list)
sizes = []
for n in range(30):
    print(lists[n % 11], end="")
    sizes.append(heavy(n) + len(lists))
print(sizes, len(lists))


def swallowed(n):
    try:
        return heavy(n) + fresh[n // 2]
    except BaseException:
        return -1


fresh = defaultdict(lambda: 5)
print([swallowed(n) for n in range(20)], sorted(fresh))

# Nothing is added: this one may leave.
full = defaultdict(list, {k: [k] for k in range(9)})
print([heavy(n) + full[n % 9][0] for n in range(40)], len(full))
