import os
import pathlib

for path in ["a/b/c/deep.txt", "a/top.txt", "x/y.txt"]:
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(path).write_text(path + "\n")
print([sorted(files) for _, _, files in sorted(os.walk("a"))])
