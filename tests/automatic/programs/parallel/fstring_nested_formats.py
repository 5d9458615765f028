def profile(k):
    v = 1.0
    for j in range(1, 2700):
        v += ((k * j) % 13 - 6) / j
    return v


width, prec = 14, 5
rows = []
for k in range(300):
    v = profile(k)
    rows.append(f"{k:0>4}|{v:{width}.{prec}f}|{v:>+{width - 2}.{k % 7}e}|{'x' * (k % 4)!r:^8}|{int(v * 100):,}|{k:#06x}")
print("\n".join(rows[:12]))
print(f"{max(rows, key=len)=}")
print(sum(map(len, rows)))
