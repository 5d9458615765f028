from multiprocessing.dummy import Pool
from collections import Counter

stats = Counter()
cells = [[0] for _ in range(60)]


def job(k):
    t = 0
    for j in range(4000):
        t = (t * 5 + j * k) % 31
    cells[k][0] += t + 1
    cells[k].append(k)
    return cells[k]


with Pool(3) as pool:
    out = pool.map(job, range(60))
    twice = pool.map(job, range(10))
print(all(a is b for a, b in zip(out, cells)), out[3], twice[3] is out[3])
for row in out:
    stats[len(row)] += 1
print(stats, sum(r[0] for r in cells))
