import sys


def hook(kind, error, trace):
    print("my hook:", kind.__name__, error, trace.tb_lineno)


sys.excepthook = hook
print("before")
raise LookupError("to the hook")
