import os

os.makedirs("package/inner")
for path, text in {"package/__init__.py": "from . import first\n", "package/first.py": "x = 1\n",
                   "package/inner/__init__.py": "", "package/inner/deep.py": "from ..first import x\ny = x + 1\n"}.items():
    with open(path, "w") as out:
        out.write(text)
import package.inner.deep

print(package.first.x, package.inner.deep.y, package.__name__, package.inner.deep.__package__)
