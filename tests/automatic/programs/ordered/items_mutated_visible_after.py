rows = [[k] for k in range(450)]


def extend(row):
    t = row[0]
    for j in range(1000):
        t = (t * 7 + j) % 331
    row.append(t)
    return len(row)


lens = [extend(r) for r in rows]
again = list(map(extend, rows[:50]))
print(lens[:3], again[:3], rows[3], rows[149])
keep = {r[1]: r for r in rows}
for k in sorted(keep)[:30]:
    extend(keep[k])
print(sum(map(len, rows)), rows[0], len(keep))
