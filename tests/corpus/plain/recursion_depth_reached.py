import sys

print(sys.getrecursionlimit())
deepest = 0


def down(level):
    global deepest
    deepest = level
    down(level + 1)


try:
    down(1)
except RecursionError as error:
    print(type(error).__name__, error, deepest)
