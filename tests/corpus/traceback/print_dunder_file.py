import os
import sys

print(__file__)
print(os.getcwd())
print(sys.path[0])
print(os.path.abspath("x"))
