import concurrent.futures


def work(n):
    return 10 // n


if __name__ == "__main__":
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for value in pool.map(work, [5, 2, 0, 1]):
            print(value)
