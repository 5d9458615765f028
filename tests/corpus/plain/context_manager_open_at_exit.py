import contextlib
import sys


@contextlib.contextmanager
def section(name):
    print("enter", name)
    try:
        yield
    finally:
        print("leave", name)


with section("a"), section("b"):
    print("inside")
    sys.exit(0)
