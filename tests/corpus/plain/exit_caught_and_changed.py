import sys

try:
    sys.exit(5)
except SystemExit as stop:
    print("caught", stop.code)
    sys.exit(stop.code + 1)
