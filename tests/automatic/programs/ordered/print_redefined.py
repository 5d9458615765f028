lines = []
_print = print


def print(*args, sep=" ", end="\n"):
    lines.append(sep.join(map(str, args)))
    _print("%03d|" % len(lines), *args, sep=sep, end=end)


def work(k):
    t = 0
    for j in range(4500):
        t = (t * 5 + k * j) % 449
    return t


total = 0
for k in range(120):
    v = work(k)
    total += v
    if v % 3 == 0:
        print("k", k, v)
print("total", total, sep=": ")
_print(len(lines), lines[-1])
