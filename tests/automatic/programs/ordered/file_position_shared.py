def digest(text):
    t = 0
    for _ in range(60):
        for c in text:
            t = (t * 31 + ord(c)) % 10007
    return t


with open("data.txt", "w") as f:
    for k in range(300):
        f.write("%d %s\n" % (k, "x" * (k % 23)))
with open("data.txt") as f:
    header = f.readline()
    pairs = [(digest(line), digest(f.readline())) for line in iter(f.readline, "")]
    print(len(pairs), pairs[0], f.read(), f.tell() > 300)
    f.seek(0)
    sizes = []
    while True:
        chunk = f.read(100)
        if not chunk:
            break
        sizes.append(digest(chunk))
    print(len(sizes), sizes[:4], header.strip())
