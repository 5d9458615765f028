log = []


def step(k):
    t = 0
    try:
        for j in range(7200):
            t = (t + j * k) % 401
        if k % 50 == 31:
            raise ValueError("bad %d" % k)
        return t
    finally:
        log.append(k)
        if k == 81:
            raise RuntimeError("cleanup %d after %d" % (k, len(log)))


total = 0
skipped = []
try:
    for k in range(200):
        try:
            total += step(k)
        except ValueError as e:
            skipped.append(str(e))
except RuntimeError as e:
    print(type(e).__name__, e, "| during:", repr(e.__context__))
print(total, skipped, len(log), k)
