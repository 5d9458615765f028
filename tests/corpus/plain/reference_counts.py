import sys

thing = object()
print(sys.getrefcount(thing))
held = [thing, thing]
print(sys.getrefcount(thing))
del held
print(sys.getrefcount(thing))


def inside(x):
    return sys.getrefcount(x)


print(inside(thing))
