import sys

print("before")
sys.stdout.close()
try:
    print("after")
except ValueError as error:
    print("ValueError:", error, file=sys.stderr)
