from multiprocessing import Pool


def check(n):
    t = 0
    for k in range(5000):
        t = (t + n * k) % 509
    if n == 13:
        raise KeyError("thirteen", n)
    return t


if __name__ == "__main__":
    with Pool(2) as pool:
        try:
            print(pool.map(check, range(20)))
        except KeyError as e:
            print("failed", e.args)
        print(pool.map(check, range(5)))
        r = pool.apply_async(check, (13,))
        try:
            r.get()
        except KeyError as e:
            print(type(e).__name__, r.successful())
