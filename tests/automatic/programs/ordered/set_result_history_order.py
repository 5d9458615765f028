def visit(k):
    s = set()
    for j in range(600):
        s.add((k * 8 + j * 64) % 512)
        if len(s) > 5:
            s.discard((k * 8 + (j - 3) * 64) % 512)
    s.add(2 ** 40 + k)
    return s


sets = [visit(k) for k in range(120)]
for s in sets[:6]:
    print(list(s), s)
merged = set()
for s in reversed(sets):
    merged ^= s
print(list(merged)[:12], len(merged))
pair = [{8, 0, 16, k * 8} for k in range(40)] + [{16, k * 8, 8, 0} for k in range(40)]
print([next(iter(p)) for p in pair][:12], "".join(str(list(p)[0] == 0)[0] for p in pair))
fs = {frozenset([k * 8, 0, 8]): k for k in range(30)}
print([list(f) for f in list(fs)[:5]])
