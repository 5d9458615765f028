import os

os.mkdir("work")
os.chdir("work")
with open("inside.txt", "w") as out:
    out.write("written after chdir")
print(os.path.basename(os.getcwd()), os.listdir(".."), os.path.exists(os.path.join(os.path.dirname(__file__), "work")))
