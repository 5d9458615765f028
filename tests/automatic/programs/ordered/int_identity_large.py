BIG = 10 ** 6 + 7
pool = [BIG, -BIG, BIG + 1]


def choose(k):
    t = 0
    for j in range(4500):
        t = (t * 5 + j * k) % 101
    return pool[t % 3]


picked = [choose(k) for k in range(150)]
print(sum(p is BIG for p in picked), sum(p == BIG for p in picked))
print(len({id(p) for p in picked}))
runs = 1
for a, b in zip(picked, picked[1:]):
    runs += a is not b
print(runs, picked.index(pool[2]) if pool[2] in picked else None)
