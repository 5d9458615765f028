from math import *

print(sqrt(16), "pi" in globals())
del pi
print("pi" in globals(), len([name for name in globals() if not name.startswith("_")]) > 40)
