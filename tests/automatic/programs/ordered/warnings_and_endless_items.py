assert (1, "always true")
import statistics


def f(x):
    return (~True if x % 7 == 3 else x) + statistics.fmean([x, 1])


def g(x):
    print("g", x)
    while x == 15:
        pass
    return x


print([f(i) for i in range(20)])
for i in range(20):
    if g(i) > 10:
        break
print(i)
print(next(k for k in range(30) if g(k) > 12))
