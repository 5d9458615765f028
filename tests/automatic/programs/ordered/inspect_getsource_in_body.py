import inspect


def kernel(k):
    total = 0
    for j in range(2700):
        total += (j * k) % 7
    return total


def signature_of(k):
    src, line = inspect.getsourcelines(kernel)
    return len(src) * 1000 + line + kernel(k) % 10


vals = [signature_of(k) for k in range(60)]
print(vals[:5])
print(inspect.getsource(kernel).splitlines()[2])
print(inspect.getsource(lambda z: z + 1).strip(), kernel.__code__.co_firstlineno)
print([inspect.currentframe().f_lineno for _ in range(2)])
