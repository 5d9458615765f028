from itertools import accumulate, islice, chain


def daily_return(day):
    r = 0.0
    for k in range(1, 1000):
        r += ((day * k * 31) % 101 - 50) / (k * 5000.0)
    return r


returns = [daily_return(d) for d in range(500)]
wealth = list(accumulate(returns, lambda acc, r: acc * (1 + r), initial=1000.0))
peaks = list(accumulate(wealth, max))
drawdown = max((p - w) / p for p, w in zip(peaks, wealth))
print(repr(wealth[-1]), repr(drawdown))
print(list(islice(chain(returns[:2], wealth[:2]), 3)))
