import os
import shutil

with open("old.txt", "w") as out:
    out.write("content")
os.rename("old.txt", "new.txt")
os.mkdir("folder")
shutil.move("new.txt", "folder")
os.replace("folder/new.txt", "folder/final.txt")
shutil.copy("folder/final.txt", "copy.txt")
print(sorted(os.listdir(".")), os.listdir("folder"))
