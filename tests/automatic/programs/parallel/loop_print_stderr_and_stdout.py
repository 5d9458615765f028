import sys


def audit(n):
    t = 0
    for k in range(1, 3000):
        t = (t + n * k * k) % 1013
    return t


flagged = 0
for n in range(150):
    t = audit(n)
    if t > 900:
        flagged += 1
        print("warning: item", n, "score", t, file=sys.stderr)
    print(t, end=" " if n % 10 < 9 else "\n", flush=True)
print("flagged", flagged, sep="=", end="!\n")
