class Key:
    compared = 0
    hashed = 0

    def __init__(self, v):
        self.v = v

    def __hash__(self):
        Key.hashed += 1
        return self.v % 10

    def __eq__(self, other):
        Key.compared += 1
        return self.v == other.v


def make(k):
    t = k
    for j in range(1600):
        t = (t * 5 + j) % 203
    return Key(t)


keys = [make(k) for k in range(300)]
uniq = {k for k in keys}
index = {k: k.v for k in keys[:80]}
hits = sum(1 for k in keys if k in index)
print(len(uniq), len(index), hits)
print(Key.compared, Key.hashed)
