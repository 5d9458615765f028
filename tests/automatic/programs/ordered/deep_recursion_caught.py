import sys

sys.setrecursionlimit(400)


def depth(k, n):
    if n == 0:
        return sum((k * j) % 7 for j in range(300))
    return depth(k, n - 1)


def probe(k):
    try:
        return depth(k, k * 10)
    except RecursionError as e:
        return type(e).__name__


out = [probe(k) for k in range(50)]
print(out[0], out[-1], out.count("RecursionError") > 0)
sys.setrecursionlimit(2000)
out = [probe(k) for k in range(110)]
print(out.count("RecursionError"), sum(v for v in out if isinstance(v, int)))
print(sys.getrecursionlimit())
