import struct

store = bytearray(16 * 8)


def put(k):
    t = 1.0
    for j in range(3600):
        t = (t * 1.7 + k) % 97.0
    slot = int(t) % 8
    prev, n = struct.unpack_from("<dq", store, slot * 16)
    struct.pack_into("<dq", store, slot * 16, prev / 2 + t, n + 1)
    return slot, n


log = [put(k) for k in range(150)]
print(log[:6], log[-1])
for slot in range(8):
    print(slot, *struct.unpack_from("<dq", store, slot * 16))
