buf = bytearray(range(200))
views = [memoryview(buf)[k:k + 8] for k in range(0, 180, 4)]


def diffuse(v):
    s = sum(v)
    for j in range(8000):
        s = (s * 3 + j) % 251
    for i in range(len(v)):
        v[i] = (v[i] + s) % 256
    return s


out = [diffuse(v) for v in views]
print(out[:6], out[-1])
print(bytes(buf[:24]), sum(buf))
parts = list(map(bytes, views))
print(parts[3], parts[3][4:] == parts[4][:4])
