import sys


class Experiment:
    RATE = 0.05

    def __init__(self, sizes):
        self.sizes = sizes
        self.results = []

    @staticmethod
    def energy(spins):
        return -sum(a * b for a, b in zip(spins, spins[1:] + spins[:1]))

    def run_one(self, n):
        spins = [1 if (k * k) % 3 else -1 for k in range(n)]
        total = 0.0
        for t in range(60):
            total += self.energy(spins) * self.RATE
            spins = spins[1:] + [-spins[0]]
        return n, total

    def run(self):
        for n in self.sizes:
            self.results.append(self.run_one(n))
        return self


def main(argv):
    e = Experiment(range(20, 180)).run()
    print(e.results[:3], e.results[-1])
    return 0 if len(e.results) == 160 else 1


sys.exit(main(sys.argv))
