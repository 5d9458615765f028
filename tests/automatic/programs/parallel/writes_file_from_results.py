def render(page):
    body = []
    for line in range(40):
        v = page
        for k in range(60):
            v = (v * 75 + line + k) % 65537
        body.append("%05d" % v)
    return "page %d\n" % page + " ".join(body) + "\n"


pages = [render(p) for p in range(60)]
with open("book.txt", "w") as f:
    for p in pages:
        f.write(p)
    f.writelines(sorted(p.split("\n")[0] + "\n" for p in pages))
with open("book.txt") as f:
    lines = f.readlines()
print(len(lines), lines[1][:30], lines[-1].strip())
