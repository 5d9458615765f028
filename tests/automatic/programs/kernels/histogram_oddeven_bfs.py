def histogram(values, bins):
    counts = [0] * bins
    for v in values:
        counts[v * bins // 1000] += 1
    return counts


def odd_even_sort(a):
    n = len(a)
    for phase in range(n):
        for i in range(phase % 2, n - 1, 2):
            if a[i] > a[i + 1]:
                a[i], a[i + 1] = a[i + 1], a[i]


def bfs_levels(graph, start):
    level = {start: 0}
    frontier = [start]
    depth = 0
    while frontier:
        depth += 1
        nxt = []
        for u in frontier:
            for v in graph[u]:
                if v not in level:
                    level[v] = depth
                    nxt.append(v)
        frontier = nxt
    return level


values = [(k * k * 31 + k * 7) % 1000 for k in range(30000)]
print(histogram(values, 20))
a = values[100:420]
odd_even_sort(a)
print(a[:6], a[-3:], a == sorted(values[100:420]))
graph = {u: [(u * 3 + 1) % 6000, (u * 5 + 2) % 6000, (u + 97) % 6000] for u in range(6000)}
level = bfs_levels(graph, 0)
per_depth = {}
for node, d in level.items():
    per_depth[d] = per_depth.get(d, 0) + 1
print(per_depth, list(level)[:10])
