import multiprocessing as mp


def score(word):
    h = 5381
    for _ in range(300):
        for c in word:
            h = (h * 33 ^ ord(c)) & 0xFFFFFFFF
    return h, word


if __name__ == "__main__":
    words = ["token%d" % (k * k % 1009) for k in range(200)]
    with mp.Pool(2) as pool:
        scored = sorted(pool.imap_unordered(score, words))
    print(scored[:3])
    print(scored[-1], len(set(scored)))
