def f(x):
    return sum((x * j + shift) % 23 for j in range(2100))


shift = 1
xs = [k for k in range(100)]
gen = (f(x) for x in xs)
lazy = map(f, xs)
first = next(gen), next(lazy)
xs.append(500)
shift = 7
xs[3] = -4
rest = list(gen)
ys = xs
xs = [0]
print(first, len(rest), rest[:3], rest[-1])
print(len(list(lazy)), sum(f(y) for y in ys))
pending = filter(lambda v: f(v) % 2, ys)
ys.clear()
print(list(pending))
