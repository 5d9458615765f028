TEMPLATE = {"hits": 0}
EMPTY = []


def summarise(k):
    t = 0
    for j in range(4500):
        t = (t * 3 + j * k) % 101
    if t % 4 == 0:
        return EMPTY
    if t % 4 == 1:
        return TEMPLATE
    return [t]


parts = [summarise(k) for k in range(160)]
parts[[i for i, p in enumerate(parts) if p is EMPTY][0]].append("x")
for p in parts:
    if isinstance(p, dict):
        p["hits"] += 1
print(TEMPLATE, EMPTY, len(parts))
print(sum(1 for p in parts if p == ["x"]), len({id(p) for p in parts if not p or p == ["x"] or isinstance(p, dict)}))
