import multiprocessing

base = 5
seen = []


def init(b):
    global base
    base = b


def job(k):
    seen.append(k)
    t = k
    for j in range(2500):
        t = (t * base + j) % 509
    return t, base, bool(seen)


if __name__ == "__main__":
    with multiprocessing.Pool(2, initializer=init, initargs=(11,)) as pool:
        out = pool.map(job, range(60))
    print(out[:3], base, seen)
    base = 3
    with multiprocessing.Pool(2) as pool:
        out = pool.map(job, range(60))
    print(out[:3], base, seen, job(1))
