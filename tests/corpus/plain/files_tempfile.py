import os
import tempfile

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "x")
    with open(path, "w") as out:
        out.write("short-lived")
    print(open(path).read())
print(os.path.exists(folder))
with tempfile.NamedTemporaryFile("w+", dir=".", suffix=".tmp") as file:
    print(os.path.exists(file.name), file.name.endswith(".tmp"))
with tempfile.TemporaryFile() as file:
    file.write(b"x" * 10)
    print(file.tell())
print(len(os.listdir(".")))
