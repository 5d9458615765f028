def weight(k):
    w = 1.0
    for j in range(1, 120):
        w = w * (1.0 + ((k * j) % 17 - 8) / 40.0)
    return w


total = 0.0
product = 1.0
squares = 0
for k in range(4000):
    w = weight(k)
    total += w
    product *= 1.0 + 1e-6 * ((k % 11) - 5)
    squares += int(w * 1000) ** 2
print(repr(total), repr(product))
print(squares)
