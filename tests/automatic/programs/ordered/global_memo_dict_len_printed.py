memo = {}


def chain_length(n):
    if n == 1:
        return 1
    if n in memo:
        return memo[n]
    r = 1 + chain_length(n // 2 if n % 2 == 0 else 3 * n + 1)
    memo[n] = r
    return r


lengths = [chain_length(n) for n in range(1, 9000)]
print(max(lengths), lengths.index(max(lengths)) + 1)
print(len(memo), max(memo), list(memo)[:6])
