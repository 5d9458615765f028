import multiprocessing as mp


def job(args):
    k, = args
    t = 0
    for j in range(2500):
        t = (t * 7 + k * j) % 211
    with total.get_lock():
        total.value += t
    slots[k % 8] = k % 8 + 1
    return k


def init(t, s):
    global total, slots
    total, slots = t, s


if __name__ == "__main__":
    ctx = mp.get_context("fork")
    total = ctx.Value("i", 0)
    slots = ctx.Array("i", 8)
    with ctx.Pool(2, init, (total, slots)) as pool:
        out = pool.map(job, [(k,) for k in range(60)])
    print(total.value, list(slots), out[-1])
    job((61,))
    print(total.value)
