def collect(x, seen=[]):
    s = x
    for k in range(2400):
        s = (s * s + k) % 4093
    seen.append(s)
    return len(seen), s


pairs = [collect(x) for x in range(300)]
print(pairs[:4], pairs[-1])
print(collect(5, []), collect(5), len(collect.__defaults__[0]))
