_range = range
made = []


def range(*args):
    made.append(args)
    return _range(*args)


def work(k):
    t = 0
    for j in range(1500 + k % 3):
        t = (t * 3 + j * k) % 433
    return t + len(made) % 2


out = []
for k in range(200):
    out.append(work(k))
squares = [work(k) for k in range(50)]
print(len(made), made[0], made[-1])
print(out[:6], squares[:6], sum(out))
