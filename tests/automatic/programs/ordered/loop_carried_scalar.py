state = 1
out = []
for k in range(3000):
    x = k
    for _ in range(40):
        x = (x * 31 + 7) % 10007
    state = (state * 3 + x) % 65521
    out.append(state)
print(out[:6], out[-1], state)
prev = 0
diffs = [v - prev for v in out[:10]]
print(diffs, prev)
