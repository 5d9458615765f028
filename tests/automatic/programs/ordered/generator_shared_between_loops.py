def stream(n):
    s = 3
    for _ in range(n):
        for _ in range(300):
            s = (s * 16807) % 2147483647
        yield s % 1000


g = stream(500)
first = [v for v in g if v > 300][:0] or [next(g, None)]
h = stream(400)
head = sum(v for v, _ in zip(h, range(30)))
tail = sum(h)
it = stream(300)
pairs = list(zip(it, it))
print(first, head, tail, len(pairs), pairs[0], pairs[-1])
print(next(h, "empty"), next(it, "done"))
