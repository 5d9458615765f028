source = iter(range(5000))


def take(n):
    out = []
    for v in source:
        t = v
        for k in range(40):
            t = (t * 5 + k) % 509
        out.append(t)
        if len(out) == n:
            break
    return out


chunks = [take(k % 7 + 1) for k in range(800)]
print(chunks[:3], chunks[-1])
print(next(source), sum(map(len, chunks)))
