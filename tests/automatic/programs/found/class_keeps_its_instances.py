"""A class keeps its instances; they are found there by identity."""
def heavy(n):
    t = 0
    for k in range(100):
        t = (t * 31 + k * n) % 1009
    return t

class A:
    all = []
    limit = 5
    def __init__(self, v):
        self.v = v
        A.all.append(self)
    def others(self):
        return sum(heavy(o.v) for o in A.all if o != self) + self.limit
items = [A(i) for i in range(8)]
print([a.others() for a in items])
A.limit = 9
print([a.others() for a in items])
items[2].limit = 1000
print([a.others() for a in items])
def rank(a):
    return A.all.index(a) * 10 + heavy(a.v)
print([rank(a) for a in items], sorted(items, key=rank)[0].v)
best = None
for a in items:
    s = a.others()
    if best is None or s > best[0]:
        best = (s, a)
print(best[0], best[1].v, best[1] == items[2], A.all.index(best[1]))
