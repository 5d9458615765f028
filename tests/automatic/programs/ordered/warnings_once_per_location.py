import warnings


def noisy(k):
    t = 0
    for j in range(1500):
        t = (t * 7 + j * k) % 977
    if t % 5 == 0:
        warnings.warn("value %d is suspicious" % (t % 10))
    if k % 40 == 0:
        warnings.warn("deprecated step", DeprecationWarning)
    return t


vals = [noisy(k) for k in range(200)]
print(sum(vals))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    more = [noisy(k) for k in range(60)]
print(len(caught), str(caught[0].message), caught[0].category.__name__, sum(more))
