def mix(a, b):
    t = a
    for k in range(500):
        t = (t * 5 + b * k) % 99991
    return t


left = [k * 3 for k in range(900)]
right = [k * k for k in range(1000)]
out = tuple(map(mix, left, right))
total = 0
for v in map(mix, right, reversed(left)):
    total += v
print(len(out), out[:5], out[-2:], total)
