import sys


def slow(k):
    return sum((k * j) % 23 for j in range(2100))


if len(sys.argv) > 5:
    f = abs
else:
    history = []

    def f(k):
        history.append(k)
        return slow(k) + len(history) % 3

vals = [f(k) for k in range(200)]
print(vals[:6], len(history))
if vals[0] == 1:
    vals2 = list(map(f, range(100)))
    f = slow
vals3 = [f(k) for k in range(100)]
print(vals3[:3], vals2[:3], len(history))
