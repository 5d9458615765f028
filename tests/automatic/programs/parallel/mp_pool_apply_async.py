import multiprocessing


def area(lo, hi, n=20000):
    h = (hi - lo) / n
    return sum(4.0 / (1.0 + (lo + (i + 0.5) * h) ** 2) for i in range(n)) * h


if __name__ == "__main__":
    pool = multiprocessing.Pool(2)
    handles = [pool.apply_async(area, (k / 10, (k + 1) / 10), {"n": 15000 + k}) for k in range(10)]
    pool.close()
    parts = [h.get() for h in handles]
    pool.join()
    print(repr(sum(parts)))
    print(["%.9f" % p for p in parts])
