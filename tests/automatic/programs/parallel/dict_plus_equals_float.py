readings = []
s = 17
for k in range(4000):
    s = (s * 69069 + 1) % 2 ** 32
    readings.append(("sensor%d" % (s >> 28), (s % 10000) / 7.0))


def correct(v):
    x = v + 1.0
    for _ in range(60):
        x = 0.5 * (x + v / x)
    return x


energy = {}
for name, v in readings:
    if name not in energy:
        energy[name] = 0.0
    energy[name] += correct(v)
for name in sorted(energy):
    print(name, repr(energy[name]))
print(list(energy))
