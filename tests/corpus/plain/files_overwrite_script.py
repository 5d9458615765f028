import os

with open(__file__, "w") as out:
    out.write("print('replaced')\n")
print("still the old program", os.path.getsize(__file__))
