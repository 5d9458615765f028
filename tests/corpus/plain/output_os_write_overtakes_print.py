import os
import sys

print("print, still buffered")
os.write(1, b"os.write, at once\n")
sys.stdout.flush()
os.write(2, b"to stderr\n")
