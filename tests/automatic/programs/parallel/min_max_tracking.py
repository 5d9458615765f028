import math


def height(i, j):
    x = i / 50.0 - 2
    y = j / 50.0 - 2
    return math.exp(-x * x - y * y) * math.cos(3 * x) + 0.2 * math.sin(5 * y)


low = float("inf")
high = float("-inf")
for i in range(200):
    row = [height(i, j) for j in range(600)]
    low = min(low, min(row))
    high = max(high, max(row))
print("range", repr(low), repr(high))
