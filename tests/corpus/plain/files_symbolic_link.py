import os

with open("target.txt", "w") as out:
    out.write("the target")
os.symlink("target.txt", "link.txt")
os.symlink("nowhere", "dangling")
print(open("link.txt").read(), os.readlink("link.txt"), os.path.exists("dangling"), os.path.lexists("dangling"))
