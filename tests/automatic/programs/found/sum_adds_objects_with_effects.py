def heavy(x):
    s = 0
    for i in x: s += i
    for k in range(2000): s = (s * 31 + k) % 1000003
    return s
log = []
out = []
class A:
    def __init__(self, v): self.v = v
    def __add__(self, o):
        log.append(self.v)
        return A(self.v + o.v)
for x in range(40):
    s = sum([A(x), A(2)], A(1))
    out.append(heavy([s.v]))
print(out[:60], log[:10], len(log))
