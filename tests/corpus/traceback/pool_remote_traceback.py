import multiprocessing


def work(n):
    if n == 3:
        raise ValueError(f"cannot do {n}")
    return n * n


if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(pool.map(work, [1, 2]))
        print(pool.map(work, [3]))
