for version in ("first, the longest text of all", "second", "third one"):
    with open("result.txt", "w") as out:
        out.write(version)
    print(open("result.txt").read())
