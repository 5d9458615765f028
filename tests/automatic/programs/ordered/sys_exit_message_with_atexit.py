import atexit
import sys

log = []
atexit.register(lambda: print("exit handlers see", len(log), log[-1]))


def work(k):
    v = 0
    for j in range(2000):
        v = (v + j * j * k) % 1999
    if v % 10 == 0:
        atexit.register(print, "registered by", k)
    log.append(v)
    return v


for k in range(120):
    if work(k) == 0 and k > 200:
        break
    if k == 99:
        sys.exit("fatal: reached %d with %d entries" % (k, len(log)))
print("unreachable?", k)
