"""Is the difference real? Compare daily temperatures of two cities with numpy, by permutation tests.

Needs numpy. The measurements are simulated, with a seed. For every month the program shuffles the
measurements of both cities together many times: if a difference as large as the measured one seldom
comes up by chance, it is taken to be real.

    python3 examples/numpy_statistics.py
    ./runsurge run examples/numpy_statistics.py
"""
import sys

try:
    import numpy as np
except ImportError:
    sys.exit("This example needs numpy, which is not installed here. Install it with: pip install numpy")

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAYS = 30
YEARS = 10
SHUFFLES = 20_000


def measure(month, city, warmer_by):
    """Ten years of one month: temperatures in tenths of a degree, as whole numbers."""
    generator = np.random.default_rng([month, city])
    usual = 95.0 - 85.0 * np.cos(2 * np.pi * (month + 0.5) / 12) + warmer_by
    return np.rint(generator.normal(usual, 32.0, DAYS * YEARS)).astype(np.int64)


def test_month(month):
    """Statistics of one month and the share of shuffles with at least the measured difference."""
    north = measure(month, city=0, warmer_by=0.0)
    south = measure(month, city=1, warmer_by=1.0 + month)
    measured = abs(int(south.sum()) - int(north.sum()))

    generator = np.random.default_rng([month, 99])
    together = np.concatenate([north, south])
    as_large = 0
    for _ in range(SHUFFLES):
        shuffled = generator.permutation(together)
        difference = abs(int(shuffled[:len(north)].sum()) - int(shuffled[len(north):].sum()))
        as_large += difference >= measured
    return {
        "month": MONTHS[month],
        "north": north.mean() / 10,
        "south": south.mean() / 10,
        "spread": north.std() / 10,
        "chance": as_large / SHUFFLES,
    }


def main():
    results = [test_month(month) for month in range(len(MONTHS))]
    print(f"{DAYS * YEARS} days for each month and city, {SHUFFLES:,} shuffles\n")
    print("month   north   south  difference  spread  by chance")
    for row in results:
        difference = row["south"] - row["north"]
        verdict = "real" if row["chance"] < 0.01 else "maybe" if row["chance"] < 0.05 else "not shown"
        print(f"{row['month']:5}  {row['north']:6.2f}  {row['south']:6.2f}  {difference:+10.2f}"
              f"  {row['spread']:6.2f}  {row['chance']:9.4f}  {verdict}")
    real = [row["month"] for row in results if row["chance"] < 0.01]
    print(f"\nThe south is surely warmer in: {', '.join(real) if real else 'no month'}.")


if __name__ == "__main__":
    main()
