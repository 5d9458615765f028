import sys

print(repr(sys.stdin.readline()))
print(repr(sys.stdin.readline(1)))
print(repr(sys.stdin.read(5)))
print(sys.stdin.readlines())
