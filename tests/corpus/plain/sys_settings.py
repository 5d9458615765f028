import sys
import threading

print(sys.getrecursionlimit(), sys.getswitchinterval(), sys.byteorder, sys.maxsize)
print(sys.gettrace(), sys.getprofile(), threading.active_count(), threading.current_thread().name)
print(sys.excepthook is sys.__excepthook__, sys.displayhook is sys.__displayhook__, sys.stdout is sys.__stdout__)
print(hasattr(sys, "ps1"), hasattr(sys, "last_value"), sys.platform, sys.implementation.name)
