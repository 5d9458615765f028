def same(x):
    return x


def ensure(rows, k):
    return same(rows[k] if k % 3 else rows[0])


def bump(row, k):
    t = k
    for j in range(4800):
        t = (t * 5 + j) % 61
    row[0] += t
    return row[0]


rows = [[k] for k in range(120)]
views = [ensure(rows, k) for k in range(120)]
out = []
for k, row in enumerate(views):
    out.append(bump(row, k))
print(out[:8], rows[0], rows[1])
print(sum(v is rows[0] for v in views), sum(map(sum, rows)))
