def mark(k):
    t = k
    for j in range(3600):
        t = (t * 3 + j) % 71
    return t


cells = ([], [], "tail")
errors = 0
for k in range(120):
    try:
        cells[k % 2] += [mark(k)]
    except TypeError:
        errors += 1
print(errors, [len(c) for c in cells], cells[0][:4])


class Acc:
    def __init__(self):
        self.seen = []

    def __iadd__(self, v):
        self.seen.append(v)
        return self if len(self.seen) % 40 else Acc()


acc = first = Acc()
for k in range(100):
    acc += mark(k)
print(len(acc.seen), len(first.seen), acc is first)
