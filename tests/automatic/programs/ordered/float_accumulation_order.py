def term(k):
    t = 0.1 * k
    for j in range(200):
        t = (t * 1.37 + 0.01) % 3.0
    return t * 10.0 ** (k % 17 - 8)


forward = 0.0
for k in range(1500):
    forward += term(k)
backward = 0.0
for k in reversed(range(1500)):
    backward += term(k)
comp = total = 0.0
for k in range(1500):
    y = term(k) - comp
    t = total + y
    comp = (t - total) - y
    total = t
print(repr(forward), repr(backward), repr(total), repr(comp))
print(forward == backward, forward == total)
