def build(k):
    node = {"k": k, "kids": [], "w": sum((k * j) % 13 for j in range(2400))}
    node["kids"].append(node)
    node["pair"] = (node["kids"], node["kids"])
    return node


nodes = [build(k) for k in range(120)]
for n in nodes:
    n["kids"][0]["w"] += 1
print(nodes[3]["w"], nodes[3]["kids"][0] is nodes[3], nodes[3]["pair"][0] is nodes[3]["pair"][1])
print(nodes[0])
ring = [[k] for k in range(10)]
for a, b in zip(ring, ring[1:] + ring[:1]):
    a.append(b)
print(ring[0])
print(sum(n["w"] for n in nodes), ring[9][1] is ring[0])
