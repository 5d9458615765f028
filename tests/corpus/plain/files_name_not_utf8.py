import os

with open(b"latin-\xfc.txt", "w") as out:
    out.write("the name is not UTF-8")
print(sorted(os.listdir(b"."))[0], ascii(sorted(os.listdir("."))[0]))
