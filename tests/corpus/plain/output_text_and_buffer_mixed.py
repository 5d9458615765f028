import sys

print("first in text")
sys.stdout.buffer.write(b"but this goes out before\n")
sys.stdout.flush()
sys.stdout.buffer.write(b"third\n")
sys.stdout.buffer.flush()
print("fourth")
