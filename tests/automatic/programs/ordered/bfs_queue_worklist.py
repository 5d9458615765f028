from collections import deque


def expand(n):
    t = n
    for j in range(1200):
        t = (t * 5 + j) % 499
    return [t, (t * 3 + n) % 499, (n + 7) % 499]


seen = {0}
queue = deque([(0, 0)])
order = []
layers = {}
while queue:
    node, d = queue.popleft()
    order.append(node)
    layers.setdefault(d, []).append(node)
    for m in expand(node):
        if m not in seen:
            seen.add(m)
            queue.append((m, d + 1))
print(len(order), order[:10], len(layers))
print([len(v) for v in layers.values()], order[-1])
