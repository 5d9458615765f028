with open("helper_module.py", "w") as out:
    out.write("def risky(x):\n    y = x + 1\n    return y / 0\n")

import helper_module

helper_module.risky(1)
