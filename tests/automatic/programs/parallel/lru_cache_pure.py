from functools import lru_cache


@lru_cache(maxsize=None)
def partitions(n, largest):
    if n == 0:
        return 1
    if n < 0 or largest == 0:
        return 0
    return partitions(n - largest, largest) + partitions(n, largest - 1)


totals = [partitions(n, n) for n in range(1, 160)]
print(totals[:10], totals[-1])
print(sum(t % 5 == 0 for t in totals))
