order = []


def source(n):
    try:
        for k in range(n):
            order.append(k)
            yield k
    finally:
        print("source closed after", len(order))


def check(k):
    t = 0
    for j in range(1800):
        t = (t * 3 + j + k) % 509
    if len(order) > 90 and t % 13 == 0:
        raise ArithmeticError("item %d, t=%d, pulled %d" % (k, t, len(order)))
    return t


head = [check(k) for k in source(40)]
print(sum(head), len(order))
print([check(k) for k in source(200)])
