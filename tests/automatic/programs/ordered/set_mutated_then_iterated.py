def mix(k):
    t = k
    for j in range(900):
        t = (t * 5 + j) % 1021
    return t


frontier = {mix(0)}
visited = set()
order = []
while frontier and len(visited) < 200:
    v = frontier.pop()
    order.append(v)
    visited.add(v)
    for d in (1, 2, 3):
        n = mix(v + d)
        if n not in visited:
            frontier.add(n)
print(len(order), order[:12])
print(list(visited)[:10], len(frontier))
names = set()
for k in range(150):
    names.add("n%d" % (mix(k) % 50))
    names.discard("n%d" % (mix(k + 1) % 50))
print(list(names))
