def build(k):
    tree = {"id": k, "kids": []}
    for j in range(40):
        leaf = {"w": (k * j) % 11 / 4, "path": [k, [j, (j * j, {"k": k % 3})]], "flags": {j % 2, k % 5}}
        tree["kids"].append(leaf if j % 3 else {"nested": [leaf, None, True]})
    return tree


def weight(node):
    if isinstance(node, dict):
        return sum(weight(v) for v in node.values())
    if isinstance(node, (list, tuple, set)):
        return sum(weight(v) for v in node)
    return node or 0


forest = [build(k) for k in range(180)]
sizes = {t["id"]: weight(t) for t in forest}
print(forest[2]["kids"][0])
print(forest[5]["kids"][1]["path"], repr(sum(sizes.values())))
print(max(sizes, key=sizes.get), list(sizes.items())[-1])
