def orbit_values(k):
    out = set()
    x = k
    for _ in range(360):
        x = (x * x + 7) % 1021
        out.add(x)
    return out


seen = set()
common = None
sizes = []
for k in range(900):
    s = orbit_values(k)
    seen |= s
    seen.add(-k % 5)
    common = s if common is None else common & s
    sizes.append(len(s))
print(len(seen), sorted(seen)[:10], list(seen)[:10])
print(common, max(sizes), min(sizes))
