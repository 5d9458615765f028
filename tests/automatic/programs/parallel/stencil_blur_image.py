W, H = 90, 70
img = [[(x * x + y * 3 + x * y) % 256 for x in range(W)] for y in range(H)]


def blur(img):
    out = []
    for y in range(len(img)):
        row = []
        for x in range(len(img[0])):
            s = n = 0
            for dy in (-1, 0, 1):
                for dx in (-1, 0, 1):
                    if 0 <= y + dy < len(img) and 0 <= x + dx < len(img[0]):
                        s += img[y + dy][x + dx]
                        n += 1
            row.append(s // n)
        out.append(row)
    return out


once = blur(img)
twice = blur(once)
print(once[5][:10], twice[5][:10])
print(sum(map(sum, img)), sum(map(sum, once)), sum(map(sum, twice)))
