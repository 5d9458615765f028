depth = 0
deepest = 0
visits = []


def explore(n):
    global depth, deepest
    depth += 1
    deepest = max(deepest, depth)
    try:
        if n <= 1:
            return 1
        if depth > 14:
            visits.append(n)
            return depth
        return explore(n - 1) + explore(n // 2)
    finally:
        depth -= 1


vals = [explore(n) for n in range(2, 24)]
print(vals)
print(depth, deepest, len(visits), visits[:5])
a = explore(18)
b = explore(19)
print(a, b, len(visits))
