import sys

for number in range(20_000):
    print(f"line {number} of the error stream", file=sys.stderr)
