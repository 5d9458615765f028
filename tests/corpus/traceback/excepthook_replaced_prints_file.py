import sys
import traceback


def hook(kind, error, trace):
    print("my hook:", kind.__name__, error)
    for frame in traceback.extract_tb(trace):
        print(frame.filename, frame.lineno, frame.name)


sys.excepthook = hook
raise LookupError("to the hook")
