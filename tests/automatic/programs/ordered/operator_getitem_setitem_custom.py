class Ring:
    def __init__(self, n):
        self.cells = [0] * n
        self.writes = 0

    def __setitem__(self, k, v):
        self.writes += 1
        self.cells[(k + self.writes // 10) % len(self.cells)] = v

    def __getitem__(self, k):
        if k >= 3 * len(self.cells):
            raise IndexError(k)
        return self.cells[k % len(self.cells)] + self.writes % 2

    def __contains__(self, v):
        self.writes += 1
        return v in self.cells


def work(k):
    return sum((k * j) % 19 for j in range(2800))


ring = Ring(25)
for k in range(120):
    ring[k] = work(k)
print(ring.cells[:8], ring.writes)
found = [k for k in range(60) if work(k) in ring]
print(len(found), ring.writes, sum(v for v in ring))
