with open("latin.txt", "wb") as out:
    out.write("Grüße".encode("latin-1"))
print(open("latin.txt", encoding="utf-8").read())
