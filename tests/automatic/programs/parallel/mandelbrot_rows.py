def escape(cr, ci, limit=60):
    zr = zi = 0.0
    for k in range(limit):
        zr, zi = zr * zr - zi * zi + cr, 2 * zr * zi + ci
        if zr * zr + zi * zi > 4.0:
            return k
    return limit


def row(y, width=76):
    ci = -1.2 + 2.4 * y / 30
    chars = ""
    for x in range(width):
        chars += " .:-=+*#%@"[escape(-2.2 + 3.2 * x / width, ci) * 9 // 60]
    return chars


for y in range(31):
    print(row(y))
print(sum(row(y).count("@") for y in range(31)))
