import sys

text = sys.stdin.read()
print(len(text), repr(text[:10]), repr(text[-6:]), repr(sys.stdin.read()))
