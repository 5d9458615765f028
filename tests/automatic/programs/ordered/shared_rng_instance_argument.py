import random


def sample_mean(rng, n):
    return sum(rng.gauss(0, 1) for _ in range(n)) / n


def main():
    rng = random.Random(7)
    means = []
    for k in range(60):
        means.append(sample_mean(rng, 500 + k))
    print(repr(means[0]), repr(means[-1]))
    print(repr(rng.random()), rng.getstate()[1][-1])


main()
