import multiprocessing


def square(n):
    return n * n


if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(pool.map(square, range(10)))
        print(list(pool.imap(square, range(5), chunksize=2)))
        print(pool.apply(square, (12,)), pool.starmap(pow, [(2, 3), (3, 2)]))
