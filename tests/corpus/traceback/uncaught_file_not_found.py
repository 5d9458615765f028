with open("missing/data.txt") as file:
    print(file.read())
