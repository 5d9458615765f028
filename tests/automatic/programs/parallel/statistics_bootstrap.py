import random
import statistics

data = [((k * 37) % 53) / 4.0 for k in range(60)]


def resample(seed):
    rng = random.Random("boot-%d" % seed)
    sample = rng.choices(data, k=len(data))
    return statistics.fmean(sample), statistics.median(sample), statistics.pstdev(sample)


boot = [resample(s) for s in range(600)]
means = sorted(m for m, _, _ in boot)
print("mean CI", repr(means[15]), repr(means[-16]))
print("median", statistics.mode(m for _, m, _ in boot))
print("sd", repr(max(s for _, _, s in boot)))
