history = {}


def density(k, n):
    t = 0
    for j in range(n):
        t = (t * 3 + j * k) % 64
    return n / (k - 333 if len(history) > 20 else 1 + t)


class Sweep:
    def __init__(self, n):
        self.n = n

    def at(self, k):
        v = density(k, self.n)
        history.setdefault(round(v), []).append(k)
        return v

    def run(self):
        return {k: self.at(k) for k in range(400)}


print("start")
try:
    res = Sweep(900).run()
    print("points", len(res))
finally:
    print("bins", len(history), sum(map(len, history.values())))
