"""First
second"""
print(repr(__doc__))


def f():
    return """a
b"""


print(repr(f()), f.__code__.co_firstlineno)
