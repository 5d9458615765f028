class BadSample(ValueError):
    pass


def measure(k):
    v = 0
    for j in range(6000):
        v = (v * 7 + j + k) % 4099
    if k == 133:
        raise BadSample("sample %d has value %d" % (k, v))
    return v


total = 0
for k in range(300):
    v = measure(k)
    total += v
    if k % 25 == 0:
        print("checkpoint", k, total)
print("never", total)
