class Guard:
    depth = 0
    trace = []

    def __init__(self, k):
        self.k = k

    def __enter__(self):
        Guard.depth += 1
        Guard.trace.append(("in", self.k, Guard.depth))
        return self

    def __exit__(self, kind, value, tb):
        Guard.depth -= 1
        Guard.trace.append(("out", self.k, kind.__name__ if kind else None))
        return kind is ZeroDivisionError


def work(k):
    with Guard(k):
        t = sum((k * j) % 29 for j in range(2700))
        return 1000 // (t % 10)


vals = [work(k) for k in range(150)]
print(vals.count(None), vals[:8])
print(Guard.depth, len(Guard.trace), [t for t in Guard.trace if t[2] == "ZeroDivisionError"][:4])
