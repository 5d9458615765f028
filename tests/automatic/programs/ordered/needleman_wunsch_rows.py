def score(a, b):
    return 2 if a == b else -1


def align(a, b, gap=-2):
    n, m = len(a), len(b)
    dp = [[0] * (m + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        dp[i][0] = gap * i
    for j in range(1, m + 1):
        dp[0][j] = gap * j
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            dp[i][j] = max(dp[i - 1][j - 1] + score(a[i - 1], b[j - 1]), dp[i - 1][j] + gap, dp[i][j - 1] + gap)
    return dp


a = "".join("ACGT"[(k * k + k) % 7 % 4] for k in range(480))
b = "".join("ACGT"[(k * 3 + k * k) % 5 % 4] for k in range(240))
dp = align(a, b)
print(dp[-1][-1], [row[100] for row in dp[::40]])
print(max(map(max, dp)), sum(map(sum, dp)))
