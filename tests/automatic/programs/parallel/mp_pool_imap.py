from multiprocessing import Pool


def trajectory(seed):
    x, path = seed / 97.0, []
    for _ in range(500):
        x = 3.9 * x * (1 - x)
        path.append(x)
    return seed, path[-1]


def main():
    total = 0.0
    with Pool(processes=2) as pool:
        for seed, last in pool.imap(trajectory, range(1, 97), chunksize=5):
            total += last
            if seed % 16 == 0:
                print(seed, repr(last))
    print(repr(total))


if __name__ == "__main__":
    main()
