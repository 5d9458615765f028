def ways(n, coins=(1, 5, 10, 25), memo={}):
    key = (n, len(coins))
    if n == 0:
        return 1
    if n < 0 or not coins:
        return 0
    if key not in memo:
        memo[key] = ways(n - coins[-1], coins) + ways(n, coins[:-1])
    return memo[key]


sizes = []
answers = []
for n in range(10, 400, 3):
    answers.append(ways(n))
    sizes.append(len(ways.__defaults__[1]))
print(answers[-1], sum(answers))
print(sizes[:10], sizes[-1], sizes == sorted(sizes))
