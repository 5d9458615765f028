rows = [[k, k * k % 17, 0] for k in range(240)]


def pick(k):
    best = rows[k]
    for _ in range(12):
        for r in rows:
            if (r[1], -r[0]) > (best[1], -best[0]) and abs(r[0] - k) < 9:
                best = r
    return best


chosen = [pick(k) for k in range(120)]
for r in rows:
    r[2] += 1
chosen[0][2] = 500
print(chosen[:3], chosen[-1])
print(rows[:12])
print(len({id(r) for r in chosen}), sum(r[2] for r in chosen))
