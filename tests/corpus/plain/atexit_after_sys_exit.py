import atexit
import sys

atexit.register(lambda: print("atexit ran", flush=True))
sys.exit("message")
