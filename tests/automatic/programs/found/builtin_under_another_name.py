read = input


def work(x):
    s = x + int(read())
    for k in range(2000):
        s = (s * 31 + k) % 1000003
    return s


out = []
for x in range(15):
    out.append(work(x))
print(out)
