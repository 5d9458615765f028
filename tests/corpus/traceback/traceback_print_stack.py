import sys
import traceback


def inner():
    traceback.print_stack(file=sys.stdout)


def outer():
    inner()


outer()
