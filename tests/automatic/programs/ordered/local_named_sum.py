def spread(rows):
    sum = 0
    log = []
    for r in rows:
        t = 0
        for j in range(2700):
            t = (t + r * j) % 101
        sum = sum * 2 % 9973 + t
        log.append(sum)
    return sum, log


total, log = spread(range(200))
print(total, log[:5])
max = lambda *a, **k: "shadowed"
print(max(k * k for k in range(100)), total)
list = [1, 2, 3]
try:
    print(list(range(3)))
except TypeError as e:
    print(e)
print(sum(log), min(log))
