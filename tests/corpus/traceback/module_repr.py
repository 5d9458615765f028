import sys

with open("tiny_module.py", "w") as out:
    out.write("VALUE = 1\n")
import tiny_module

print(tiny_module, sys.modules["__main__"])
print(tiny_module.__file__)
print(tiny_module.__spec__.name, tiny_module.__spec__.origin)
