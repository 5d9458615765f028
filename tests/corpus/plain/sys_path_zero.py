import os
import sys

print(sys.path[0] == os.path.dirname(os.path.abspath(__file__)), sys.path[0] == os.getcwd())
print("" in sys.path, len(sys.path) == len(set(sys.path)))
