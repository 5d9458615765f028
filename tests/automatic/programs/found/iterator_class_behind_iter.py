def heavy(x):
    s = 0
    for i in x: s += i
    for k in range(2000): s = (s * 31 + k) % 1000003
    return s
log = []
out = []
class It:
    def __init__(self): self.n = 0
    def __next__(self):
        log.append(1)
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
class Bag:
    def __iter__(self): return It()
def total():
    s = 0
    for v in Bag(): s += v + len(log)
    return s
for x in range(40):
    out.append(heavy([x])+total())
print(out[:60], log[:10], len(log))
