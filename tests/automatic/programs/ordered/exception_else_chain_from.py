class StageError(Exception):
    def __init__(self, stage, seen):
        super().__init__("stage %d failed" % stage)
        self.stage = stage
        self.seen = seen


seen = []


def stage(k):
    seen.append(k)
    t = 1
    for j in range(6000):
        t = (t * 3 + j + k) % 1001
    try:
        inverse = 100 // (k - 61)
    except ZeroDivisionError as e:
        raise StageError(k, seen) from e
    else:
        seen.append(-inverse)
    return t


out = []
try:
    for k in range(200):
        out.append(stage(k))
except StageError as e:
    print(e, e.stage, len(e.seen), e.seen is seen, repr(e.__cause__))
    e.seen.append("handled")
print(len(out), seen[-3:])
