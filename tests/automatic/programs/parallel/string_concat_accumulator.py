def caesar(ch, k):
    x = ord(ch)
    for _ in range(400):
        x = (x * 5 + k) % 2048
    return chr(33 + x % 90)


out = ""
raw = b""
pieces = ()
for k in range(2500):
    c = caesar("The quick brown fox"[k % 19], k)
    out += c
    if k % 5 == 0:
        raw += c.encode()
        pieces += (c,)
print(out[:70])
print(len(out), raw[:20], pieces[-4:], len(pieces))
