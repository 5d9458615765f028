class Stats:
    def __init__(self):
        self._total = 0
        self.peak = 0

    @property
    def total(self):
        return self._total

    @total.setter
    def total(self, v):
        self._total = v if v < 5000 else v - 5000
        self.peak = max(self.peak, self._total)


def work(k):
    t = k
    for j in range(3600):
        t = (t * 3 + j) % 503
    return t


stats = Stats()
for k in range(200):
    stats.total += work(k)
print(stats.total, stats.peak)
del Stats.total
Stats.total = 7
for k in range(50):
    stats.total += work(k)
print(stats.total, stats._total, Stats.total)
