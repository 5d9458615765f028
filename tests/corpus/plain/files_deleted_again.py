import os
import shutil

open("temporary.txt", "w").close()
os.remove("temporary.txt")
os.makedirs("folder/inner")
shutil.rmtree("folder")
print(os.listdir(".") == [os.path.basename(__file__)])
