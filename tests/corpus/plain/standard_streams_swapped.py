import sys

sys.stdout, sys.stderr = sys.stderr, sys.stdout
print("this goes to standard error")
print("this goes to standard output", file=sys.stderr)
