for number, newline in enumerate([None, "", "\n", "\r\n", "\r"]):
    with open(f"lines{number}.txt", "w", newline=newline) as out:
        out.write("one\ntwo\r\nthree\r")
    with open(f"lines{number}.txt") as back:
        print(repr(newline), back.read().encode())
