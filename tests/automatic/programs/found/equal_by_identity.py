"""Instances without __eq__ are equal if they are the same one: items and globals share them."""
class P:
    def __init__(self, x):
        self.x = x
def heavy(n):
    t = 0
    for k in range(100):
        t = (t * 31 + k * n) % 1009
    return t
ps = [P(i) for i in range(12)]
def force(p, others):
    total = 0
    for o in others:
        if o == p:
            continue
        total += heavy(o.x * p.x)
    return total
print([force(p, ps) for p in ps])
table = {p: p.x for p in ps}
print([heavy(p.x) + table.get(p, 100) for p in ps])
print([heavy(p.x) + (1000 if p in ps[3:6] else 0) for p in ps])
print([heavy(p.x) + ps.index(p) for p in ps])
print([heavy(p.x) + ps.count(p) for p in ps])
out = []
for p in ps:
    q = max(ps, key=lambda o: heavy(o.x + p.x))
    out.append((heavy(p.x), q == p, q != p))
print(out)


class Node:
    def __init__(self, value, children=()):
        self.value, self.children = value, list(children)


shared = Node(9)
tree = Node(1, [Node(2, [shared, Node(3)]), Node(4, [shared])])


def collect(node, seen):
    if node in seen:
        return 0
    seen.add(node)
    return heavy(node.value) + sum(collect(one, seen) for one in node.children)


print([collect(one, {shared}) for one in [tree, *tree.children, shared]])
