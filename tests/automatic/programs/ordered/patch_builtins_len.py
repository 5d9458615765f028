import builtins

real_len = len
count = [0]


def counting_len(x):
    count[0] += 1
    return real_len(x)


def rows(n):
    return [k * n % 7 for k in range(2100)]


plain = sum(len(rows(n)) for n in range(100))
builtins.len = counting_len
try:
    patched = sum(len(rows(n)) for n in range(100))
    sizes = [len(r) for r in map(rows, range(50))]
finally:
    builtins.len = real_len
print(plain, patched, count, sizes[-1], len("abc"), count[0])
