import importlib
import sys

sys.dont_write_bytecode = True
with open("changing.py", "w") as out:
    out.write("version = 1\n")
import changing

print(changing.version)
with open("changing.py", "w") as out:
    out.write("version = 'two'\n")
importlib.reload(changing)
print(changing.version)
