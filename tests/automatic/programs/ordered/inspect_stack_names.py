import inspect
import sys


def who(k):
    t = 0
    for j in range(4500):
        t = (t + j * k) % 11
    stack = [f.function for f in inspect.stack()]
    return t, stack[1:], len(stack)


def outer():
    out = []
    for k in range(20):
        out.append(who(k))
    return out


def shallow(k):
    return sys._getframe(1).f_code.co_name, sys._getframe(1).f_lineno, sum(j % 3 for j in range(3000))


rows = outer()
print(rows[0], rows[-1])
res = []
for k in range(15):
    res.append(shallow(k))
print(res[0], res[-1], len(set(res)))
