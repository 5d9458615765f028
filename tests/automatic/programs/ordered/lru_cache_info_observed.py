from functools import lru_cache


@lru_cache(maxsize=64)
def collatz(n):
    steps = 0
    while n > 1:
        n = 3 * n + 1 if n & 1 else n >> 1
        steps += 1
    return steps


lengths = [collatz(k * k % 1300 + 1) for k in range(18000)]
print(sum(lengths), collatz.cache_info())
collatz.cache_clear()
best = max((collatz(k), k) for k in range(1, 1200))
print(best, collatz.cache_info())
