import math

vals = [math.sin(k) * 100 for k in range(6000)]


def damp(v):
    for _ in range(40):
        v = v * 0.97 + 0.01
    return v


for i in range(1, len(vals)):
    vals[i] += damp(vals[i - 1])
print(repr(vals[5]), repr(vals[-1]))
for i in range(len(vals) - 1):
    vals[i] = damp(vals[i + 1])
print(repr(vals[5]), repr(vals[-2]))
idx = [(k * 7) % 50 for k in range(60)]
hits = [0.0] * 50
for k in range(60):
    hits[idx[k]] = damp(hits[idx[k]] + k)
print([round(h, 6) for h in hits[:8]], repr(sum(hits)))
