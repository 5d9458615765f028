class Handle:
    closed = []

    def __init__(self, k):
        self.k = k

    def __del__(self):
        Handle.closed.append(self.k)


def use(k):
    h = Handle(k)
    t = 0
    for j in range(4500):
        t = (t + j * h.k) % 701
    return t


vals = [use(k) for k in range(120)]
print(len(Handle.closed), Handle.closed[:5], sum(vals))
kept = [Handle(1000 + k) for k in range(10)]
kept.pop(3)
print(Handle.closed[-1], len(kept))
for k in range(8):
    kept[k] = use(k) if k % 2 else kept[k]
print(Handle.closed[-6:])
kept.clear()
print(len(Handle.closed))
