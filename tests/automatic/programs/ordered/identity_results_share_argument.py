class Node:
    def __init__(self, v):
        self.v = v
        self.marks = 0


nodes = [Node((k * 37) % 101) for k in range(800)]


def nearest(k):
    best = nodes[0]
    for _ in range(4):
        for n in nodes:
            if abs(n.v - k) < abs(best.v - k):
                best = n
    return best


picked = [nearest(k) for k in range(150)]
for p in picked:
    p.marks += 1
print(sum(n.marks for n in nodes), max(n.marks for n in nodes), nodes[0].marks)
print(all(any(p is n for n in nodes) for p in picked), len({id(p) for p in picked}))
