from dataclasses import dataclass, field, asdict


@dataclass
class Fit:
    slope: float
    intercept: float
    residuals: list = field(default_factory=list)

    @property
    def sse(self):
        return sum(r * r for r in self.residuals)


def fit(seed):
    xs = [float(k) for k in range(120)]
    ys = [((seed * 31 + k * k * 7) % 101) / 10.0 for k in range(120)]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    b = sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)
    a = my - b * mx
    return Fit(b, a, [y - a - b * x for x, y in zip(xs, ys)])


fits = [fit(s) for s in range(500)]
best = min(fits, key=lambda f: f.sse)
print(repr(best.sse), best.slope, len(best.residuals))
print(asdict(fits[3])["intercept"], fits[0] == fit(0), fits[0] is fits[1])
