from concurrent.futures import ProcessPoolExecutor


def longest_run(n):
    best = cur = 0
    bits = bin(n ** 40)[2:]
    for _ in range(20):
        for c in bits:
            cur = cur + 1 if c == "1" else 0
            best = max(best, cur)
    return best


def main():
    with ProcessPoolExecutor(max_workers=2) as ex:
        runs = list(ex.map(longest_run, range(1, 80), chunksize=10))
    print(runs)
    print(max(runs), runs.index(max(runs)) + 1)


if __name__ == "__main__":
    main()
