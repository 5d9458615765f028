import os

open("empty.txt", "w").close()
os.makedirs("empty/nested")
print(os.path.getsize("empty.txt"), os.listdir("empty"))
