for k in range(5):
    with open("log.txt", "a") as out:
        print("entry", k, file=out)
print(open("log.txt").read(), end="")
