parent = list(range(400))
steps = 0


def find(x):
    global steps
    while parent[x] != x:
        parent[x] = parent[parent[x]]
        x = parent[x]
        steps += 1
    return x


def link(k):
    t = k
    for j in range(1500):
        t = (t * 3 + j) % 400
    a, b = find(k % 400), find(t)
    if a != b:
        parent[a] = b
        return 1
    return 0


merged = sum(link(k) for k in range(400))
roots = {find(x) for x in range(400)}
print(merged, len(roots), steps)
print(list(roots)[:6], parent[:8])
