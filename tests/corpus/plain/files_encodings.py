import codecs

for encoding in ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252", "utf-32-be"]:
    with open(f"{encoding}.txt", "w", encoding=encoding) as out:
        out.write("Grüße\n")
    print(encoding, open(f"{encoding}.txt", "rb").read(), codecs.lookup(encoding).name)
