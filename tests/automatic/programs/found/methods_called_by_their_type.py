"""list.append(xs, 1) changes xs, as xs.append(1) does."""


def heavy(n):
    total = 0
    for k in range(200):
        total = (total * 31 + k * n) % 1009
    return total


log, table, seen = [], {}, set()


def noted(n):
    list.append(log, n)
    dict.setdefault(table, n % 7, n)
    set.add(seen, n % 5)
    return heavy(n)


print(sum(noted(n) for n in range(40)), log, table, seen)
print([heavy(n) for n in range(40) if not list.append(log, n)][-1], len(log))
rows = [[n] for n in range(30)]
total = 0
for row in rows:
    total += heavy(row[0])
    list(map(list.append, rows, range(30)))
print(total, rows[3])
