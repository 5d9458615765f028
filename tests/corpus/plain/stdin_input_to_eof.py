count = 0
while True:
    try:
        line = input()
    except EOFError as error:
        print("end:", error, "after", count)
        break
    count += 1
    print(repr(line))
