import multiprocessing


def heavy(n):
    s = 0
    for k in range(4000):
        s = (s * 3 + n * k) % 10007
    return n, s


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        out = pool.map(heavy, range(150))
        again = pool.map(heavy, [3, 1, 2], chunksize=2)
    print(out[:4], len(out))
    print(again, sum(s for _, s in out))
