import math

values = [(-1) ** k * 1.1 ** (k % 40) / (k + 1) for k in range(5000)]
total = 0.0
for value in values:
    total += value
print(repr(total), repr(sum(values)), repr(math.fsum(values)))
