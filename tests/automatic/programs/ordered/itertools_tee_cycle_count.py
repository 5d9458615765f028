from itertools import count, cycle, tee, islice

ids = count(100)
colour = cycle("rgb")


def make(k):
    t = k
    for j in range(3600):
        t = (t * 7 + j) % 331
    return next(ids), next(colour), t if t % 2 else next(ids)


items = [make(k) for k in range(120)]
print(items[:4], items[-1])
a, b = tee(make(k)[0] for k in range(60))
print(list(islice(a, 3)), next(b), sum(a), list(islice(b, 2)))
print(next(ids), next(colour), ids)
