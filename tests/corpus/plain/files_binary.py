with open("all.bin", "wb") as out:
    out.write(bytes(range(256)) * 4)
with open("all.bin", "rb") as back:
    print(len(back.read()))
