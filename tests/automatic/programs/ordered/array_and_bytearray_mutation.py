from array import array

buf = bytearray(64)
hist = array("l", [0] * 16)


def stamp(k):
    t = k
    for j in range(3600):
        t = (t * 11 + j) % 251
    buf[t % 64] ^= t
    hist[t % 16] += 1
    return buf[(t + 1) % 64] + hist[t % 16]


out = [stamp(k) for k in range(200)]
print(out[:10], out[-1])
print(buf.hex()[:40], hist.tolist())
view = memoryview(buf)
for k in range(16):
    view[k * 4:k * 4 + 2] = bytes([stamp(k) % 256, k])
print(buf.hex()[:40], view[5], sum(buf))
