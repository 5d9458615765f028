class Stats:
    def __init__(self):
        self.n, self.mean = 0, 0.0


def observe(x, *, stats=Stats(), history=dict()):
    v = float(x)
    for _ in range(2700):
        v = (v * 1.3 + 0.7) % 11.0
    stats.n += 1
    stats.mean += (v - stats.mean) / stats.n
    history[stats.n % 10] = round(v, 3)
    return stats.mean


means = [observe(x) for x in range(150)]
print(repr(means[0]), repr(means[-1]))
print(observe.__kwdefaults__["stats"].n, observe.__kwdefaults__["history"])
own = Stats()
print(repr(observe(3, stats=own)), own.n, observe.__kwdefaults__["stats"].n)
