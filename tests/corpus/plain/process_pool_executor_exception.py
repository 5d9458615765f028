import concurrent.futures


def check(n):
    if n == 2:
        raise ValueError(f"refuses {n}")
    return n


if __name__ == "__main__":
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        try:
            for value in pool.map(check, range(5)):
                print(value)
        except ValueError as error:
            print("ValueError:", error, type(error.__cause__).__name__)
