import concurrent.futures


def cube(n):
    return n ** 3


if __name__ == "__main__":
    with concurrent.futures.ProcessPoolExecutor(max_workers=2) as pool:
        print(list(pool.map(cube, range(8))))
        futures = [pool.submit(cube, n) for n in (5, 3)]
        print([future.result() for future in futures])
