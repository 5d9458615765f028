import hashlib


def proof_of_work(block, difficulty="00"):
    nonce = 0
    while True:
        h = hashlib.sha256(block + nonce.to_bytes(4, "big")).hexdigest()
        if h.startswith(difficulty):
            return nonce, h
        nonce += 1


blocks = [b"block:%d:" % k + bytes(range(k % 50)) for k in range(250)]
found = [proof_of_work(b) for b in blocks]
print(found[0], found[-1][0])
print(max(n for n, _ in found), sum(n for n, _ in found))
merkle = hashlib.md5(b"".join(bytes.fromhex(h) for _, h in found)).hexdigest()
print(merkle)
