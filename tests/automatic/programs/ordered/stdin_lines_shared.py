import sys


def block(n):
    out = []
    for line in sys.stdin:
        v = int(line)
        for k in range(10000):
            v = (v * 3 + k) % 1009
        out.append(v)
        if len(out) >= n:
            break
    return out


blocks = [block(k) for k in (1, 2, 3, 2, 1, 4, 2, 9, 9)]
print(blocks)
print([len(b) for b in blocks], repr(sys.stdin.readline()))
