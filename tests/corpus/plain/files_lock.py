import fcntl

with open("locked.txt", "w") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    file.write("with the lock held")
print("unlocked")
