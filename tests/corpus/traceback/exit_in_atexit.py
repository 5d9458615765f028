import atexit
import sys


class Last:
    def __call__(self):
        print("in atexit")
        sys.exit(4)

    def __repr__(self):
        return "Last()"


atexit.register(Last())
print("end of script")
