"""enumerate, zip and reversed give what their lists hold when it is asked for."""


def heavy(n):
    total = 0
    for k in range(200):
        total = (total * 31 + k * n) % 1009
    return total


def turned(xs):
    out = []
    for x in reversed(xs):
        out.append(heavy(x))
        xs.reverse()
    return out


def longer(xs):
    out = []
    for i, x in enumerate(xs):
        out.append(heavy(x))
        if len(xs) < 40:
            xs.append(i + x)
    return out


def shorter(xs, ys):
    out = {}
    for x, y in zip(xs, ys):
        out[x] = heavy(y)
        ys.pop()
    return out


def changed(xs):
    total = 0
    for i, x in enumerate(xs):
        total = total * 7 % 1009 + heavy(x)
        xs[(i * 3 + 1) % len(xs)] += 1
    return total


print(turned(list(range(20))), longer(list(range(20))))
print(shorter(list(range(20)), list(range(20))), changed(list(range(30))))
