from concurrent.futures import ThreadPoolExecutor


def root(n):
    if n < 0:
        raise ValueError(f"negative input {n}")
    x = n or 1
    for _ in range(4000):
        x = (x + n / x) / 2 if x else 0.0
    return x


def attempt(ex, values):
    futs = [ex.submit(root, v) for v in values]
    for v, f in zip(values, futs):
        err = f.exception()
        print(v, "error: %s" % err if err else "%.6f" % f.result())
    return len(futs)


with ThreadPoolExecutor(max_workers=2) as ex:
    print(attempt(ex, [2, 9, -4, 16, 0, -1] + list(range(100, 160))))
    try:
        list(ex.map(root, [1, -7, 3]))
    except ValueError as e:
        print("map:", e)
