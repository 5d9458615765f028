import sys

sys.excepthook = lambda kind, error, trace: sys.exit(9)
raise ValueError("the hook decides the exit status")
