import os

with open("one.txt", "w") as out:
    out.write("shared")
os.link("one.txt", "two.txt")
with open("two.txt", "a") as out:
    out.write(" content")
print(open("one.txt").read(), os.stat("one.txt").st_nlink)
