progress = []


def decode(k):
    t = 0
    for j in range(2500):
        t = (t * 5 + j * k) % 811
    if k == 77:
        return [][t]
    return t


def load(k):
    try:
        v = decode(k)
    except IndexError as e:
        raise RuntimeError("record %d, progress %r" % (k, progress)) from e
    if k % 20 == 0:
        progress.append(k + v)
    return v


def main():
    total = 0
    for k in range(150):
        total += load(k)
        print(k, total) if k % 15 == 0 else None
    return total


main()
