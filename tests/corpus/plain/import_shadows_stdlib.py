with open("colorsys.py", "w") as out:
    out.write("mine = True\n")
import colorsys

print(hasattr(colorsys, "mine"))
