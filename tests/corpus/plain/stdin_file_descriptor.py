import os

print(os.read(0, 5))
with open(0, closefd=False) as again:
    print(again.read().split())
