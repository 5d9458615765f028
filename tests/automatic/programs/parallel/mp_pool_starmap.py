from multiprocessing import Pool


def power_sum(base, exponent, mod):
    return sum(pow(base + k, exponent, mod) for k in range(800))


def run():
    jobs = [(b, e, 1009) for b in range(10) for e in range(1, 9)]
    pool = Pool(2)
    try:
        res = pool.starmap(power_sum, jobs, 8)
    finally:
        pool.close()
        pool.join()
    best = max(zip(res, jobs))
    return res, best


if __name__ == "__main__":
    res, best = run()
    print(len(res), res[:6], best)
