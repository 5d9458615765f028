with open("data.bin", "w+b") as file:
    file.write(b"0123456789" * 3)
    file.seek(5)
    file.write(b"-----")
    file.truncate(20)
    file.seek(30)
    file.write(b"end")
    file.seek(0)
    print(file.read())
