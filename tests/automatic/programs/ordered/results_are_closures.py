def build(k):
    table = [(k * j) % 17 for j in range(2700)]
    hits = [0]

    def query(x):
        hits[0] += 1
        return table[x % len(table)] + hits[0]

    return query


queries = [build(k) for k in range(150)]
print([q(3) for q in queries][:6], queries[5](3), queries[5](3))
gens = [(v * k for v in range(3)) for k in range(20)]
print([next(g) for g in gens][:3], [sum(g) for g in gens][-3:])
methods = [{k: k * j for j in range(300)}.get for k in range(30)]
print(methods[3](3), methods[4](3, "none"))
