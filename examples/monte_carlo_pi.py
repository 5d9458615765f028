"""Estimate pi by throwing darts: the share of random points in a square that fall inside its circle.

Every block of throws has its own random generator with its own seed, so a block gives the same
count wherever and whenever it is thrown.

    python3 examples/monte_carlo_pi.py [blocks]
    ./runsurge run examples/monte_carlo_pi.py
"""
import math
import random
import sys

THROWS_PER_BLOCK = 50_000


def throw_block(block):
    """How many of this block's throws land inside the quarter circle."""
    generator = random.Random(block)
    inside = 0
    for _ in range(THROWS_PER_BLOCK):
        x = generator.random()
        y = generator.random()
        if x * x + y * y <= 1.0:
            inside += 1
    return inside


def print_progress(hits):
    """The estimate after 1, 2, 4, 8 ... blocks."""
    print(f"{'throws':>12}  {'estimate':>10}  {'error':>10}")
    blocks = 1
    while blocks <= len(hits):
        throws = blocks * THROWS_PER_BLOCK
        estimate = 4 * sum(hits[:blocks]) / throws
        print(f"{throws:>12,}  {estimate:>10.6f}  {estimate - math.pi:>+10.6f}")
        blocks *= 2


def main():
    blocks = int(sys.argv[1]) if len(sys.argv) > 1 else 512
    hits = [throw_block(block) for block in range(blocks)]
    print_progress(hits)

    throws = blocks * THROWS_PER_BLOCK
    estimate = 4 * sum(hits) / throws
    margin = 1.96 * math.sqrt(estimate * (4 - estimate) / throws)
    print(f"\nAfter {throws:,} throws pi is {estimate:.6f}, give or take {margin:.6f} (95 %).")


if __name__ == "__main__":
    main()
