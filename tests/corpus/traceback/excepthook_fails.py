import sys


def hook(kind, error, trace):
    raise TypeError("the hook itself fails")


sys.excepthook = hook
raise ValueError("the original")
