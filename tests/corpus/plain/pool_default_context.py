import multiprocessing


def label(n):
    return f"item {n}", multiprocessing.current_process().name != "MainProcess"


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print(pool.map(label, range(4)))
