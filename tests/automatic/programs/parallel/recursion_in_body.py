def ackermann_like(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann_like(m - 1, 1)
    return ackermann_like(m - 1, ackermann_like(m, n - 1))


def catalan(n, memo=None):
    memo = {} if memo is None else memo
    if n <= 1:
        return 1
    if n not in memo:
        memo[n] = sum(catalan(i, memo) * catalan(n - 1 - i, memo) for i in range(n))
    return memo[n]


print([ackermann_like(2, n) for n in range(0, 60)][-3:])
rows = [catalan(n) for n in range(70)]
print(rows[:10], rows[-1])
