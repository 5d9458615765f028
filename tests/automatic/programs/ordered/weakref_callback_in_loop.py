import weakref

died = []


class Buf:
    pass


def process(k):
    b = Buf()
    b.rows = [(k * j) % 13 for j in range(2100)]
    r = weakref.ref(b, lambda _: died.append(k))
    s = sum(b.rows)
    del b
    return s, r() is None


out = [process(k) for k in range(250)]
print(len(died), died[:5], died[-1])
print(all(gone for _, gone in out), sum(s for s, _ in out))
