import functools


def counted(fn):
    @functools.wraps(fn)
    def wrapper(*args):
        wrapper.calls += 1
        r = fn(*args)
        wrapper.last = args
        return r

    wrapper.calls = 0
    wrapper.last = None
    return wrapper


@counted
def evaluate(k):
    t = 0
    for j in range(2800):
        t = (t * 9 + j + k) % 2003
    return t


vals = [evaluate(k) for k in range(200)]
print(max(range(60), key=evaluate))
print(evaluate.calls, evaluate.last, sum(vals), evaluate.__name__)
