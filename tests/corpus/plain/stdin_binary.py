import sys

print(sys.stdin.buffer.read(7))
print(len(sys.stdin.buffer.read()))
