import os

print(sorted(os.listdir(".")))
print([(where, sorted(folders), files) for where, folders, files in os.walk(".")])
