feed = iter([k * k % 19 for k in range(90)])


def pull(k):
    v = next(feed)
    for j in range(4800):
        v = (v * 3 + j) % 211
    return v + next(feed) * (k % 2)


out = []
try:
    for k in range(100):
        out.append(pull(k))
except StopIteration as e:
    print("exhausted at", k, repr(e))
print(len(out), out[:5], next(feed, "end"))
rest = map(pull, range(10))
print(list(rest))
try:
    print(list(next(feed) for _ in range(3)))
except RuntimeError as e:
    print(type(e).__name__, e)
