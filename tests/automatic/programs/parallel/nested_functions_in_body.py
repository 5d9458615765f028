def best_split(values):
    def gini(group):
        n = len(group)
        return 1.0 - sum((sum(1 for g in group if g == c) / n) ** 2 for c in set(group)) if n else 0.0

    def cost(cut):
        left = [c for v, c in values if v < cut]
        right = [c for v, c in values if v >= cut]
        return (len(left) * gini(left) + len(right) * gini(right)) / len(values)

    cuts = sorted({v for v, _ in values})
    return min((cost(c), c) for c in cuts)


columns = [[((k * (f + 3)) % 23, (k * k + f) % 3) for k in range(70)] for f in range(60)]
splits = [best_split(col) for col in columns]
print(splits[:3])
print(min(splits), splits.index(min(splits)))
