def f(n):
    t = n
    for k in range(900):
        t = (t * 7 + k) % 1013
    return t


x = "outer"
vals = [x for x in range(300) if (last := f(x)) % 2]
print(x, last, len(vals))
running = 0
sums = [running := running + f(k) for k in range(300)]
print(running, sums[:4], sums[-1])
print(any((hit := f(k)) > 990 for k in range(1000)), hit)
print(all((low := f(k)) < 1005 for k in range(400)), low)
print({(y := f(k)) % 10: y for k in range(50)}, y)
