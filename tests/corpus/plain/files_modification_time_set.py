import os

with open("dated.txt", "w") as out:
    out.write("old")
os.utime("dated.txt", (86400, 86400))
print(os.stat("dated.txt").st_mtime)
