import os

print("by print", flush=True)
saved = os.dup(1)
target = os.open("captured.txt", os.O_WRONLY | os.O_CREAT, 0o644)
os.dup2(target, 1)
print("into the file", flush=True)
os.dup2(saved, 1)
print("back again")
