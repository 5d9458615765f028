"""Search the numbers below a limit for primes, block by block, and tell what is curious about them.

    python3 examples/prime_search.py [limit]
    ./runsurge run examples/prime_search.py
"""
import math
import sys

BLOCK = 10_000


def is_prime(number):
    if number < 2:
        return False
    if number % 2 == 0:
        return number == 2
    for divisor in range(3, math.isqrt(number) + 1, 2):
        if number % divisor == 0:
            return False
    return True


def primes_in_block(start):
    return [number for number in range(start, start + BLOCK) if is_prime(number)]


def is_palindrome(number):
    return str(number) == str(number)[::-1]


def largest_gap(primes):
    """The two neighbouring primes that are furthest apart."""
    return max(zip(primes, primes[1:]), key=lambda pair: pair[1] - pair[0])


def print_density(blocks, limit):
    """Primes get rarer: compare their number with the estimate 1 / ln(n)."""
    print(f"{'numbers from':>12}  {'primes':>6}  {'expected':>8}")
    step = max(1, len(blocks) // 12)
    for index in range(0, len(blocks), step):
        middle = index * BLOCK + BLOCK / 2
        print(f"{index * BLOCK:>12,}  {len(blocks[index]):>6}  {BLOCK / math.log(middle):>8.1f}")
    print(f"{limit:>12,}  (the end)\n")


def main():
    limit = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    blocks = [primes_in_block(start) for start in range(0, limit, BLOCK)]
    print_density(blocks, limit)

    primes = [prime for block in blocks for prime in block if prime < limit]
    twins = [(p, q) for p, q in zip(primes, primes[1:]) if q - p == 2]
    palindromes = [prime for prime in primes if is_palindrome(prime)]
    before, after = largest_gap(primes)
    print(f"{len(primes):,} primes below {limit:,}, the largest is {primes[-1]:,}")
    print(f"{len(twins):,} pairs of twins, the last are {twins[-1][0]:,} and {twins[-1][1]:,}")
    print(f"{len(palindromes)} read the same backwards, the last is {palindromes[-1]}")
    print(f"the longest stretch without a prime is between {before:,} and {after:,}")


if __name__ == "__main__":
    main()
