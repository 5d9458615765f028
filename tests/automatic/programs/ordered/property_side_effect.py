class Meter:
    def __init__(self):
        self._reads = 0
        self.history = []

    @property
    def value(self):
        self._reads += 1
        self.history.append(self._reads % 7)
        return self._reads * 1.5

    @value.setter
    def value(self, v):
        self._reads = int(v)


def load(m, k):
    t = 0.0
    for j in range(900):
        t += (k * j) % 5
    return t + m.value


m = Meter()
loads = [load(m, k) for k in range(400)]
print(loads[:3], loads[-1], len(m.history))
m.value = 3
print(m.value, m._reads, m.history[-3:])
