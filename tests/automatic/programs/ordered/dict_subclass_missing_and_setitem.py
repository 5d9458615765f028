class Memo(dict):
    misses = 0

    def __missing__(self, k):
        Memo.misses += 1
        t = k
        for j in range(4000):
            t = (t * 3 + j) % 103
        self[k] = t
        return t

    def __setitem__(self, k, v):
        super().__setitem__(k, v + len(self))


memo = Memo()
vals = [memo[k * k % 61] for k in range(300)]
out = Memo()
for k in range(60):
    out[k % 40] = memo[k]
print(vals[:6], Memo.misses, len(memo))
print(list(out.items())[:5], sum(out.values()), list(memo)[:8])
