with open(__file__) as source:
    lines = source.readlines()
print(len(lines), lines[0], end="")
