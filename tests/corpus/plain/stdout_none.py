import sys

print("seen")
sys.stdout = None
print("swallowed")
