def factor(n):
    out = []
    p = 2
    while p * p <= n:
        while n % p == 0:
            out.append(p)
            n //= p
        p += 1
    if n > 1:
        out.append(n)
    return out


pool = []
for n in range(20000, 24000):
    pool.extend(factor(n))
hist = {}
for p in pool:
    hist[p] = hist.get(p, 0) + 1
print(len(pool), pool[:10], pool[-5:])
print(sorted(hist.items(), key=lambda kv: (-kv[1], kv[0]))[:8])
