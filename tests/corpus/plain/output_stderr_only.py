import sys

print("only an error", file=sys.stderr)
