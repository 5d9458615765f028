import os

with open("locked.txt", "w") as out:
    out.write("read only")
os.chmod("locked.txt", 0o444)
os.mkdir("private", 0o700)
print(oct(os.stat("locked.txt").st_mode), oct(os.stat("private").st_mode))
