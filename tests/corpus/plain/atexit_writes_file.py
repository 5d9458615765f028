import atexit


def save():
    with open("saved.txt", "w") as out:
        out.write("saved at exit\n")


atexit.register(save)
print("running")
