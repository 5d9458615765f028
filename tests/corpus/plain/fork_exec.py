import os
import sys

print("before exec", flush=True)
os.execv(sys.executable, [sys.executable, "-c", "print('a new program'); raise SystemExit(8)"])
