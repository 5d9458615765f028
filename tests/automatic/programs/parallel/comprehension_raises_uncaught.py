def parse_field(text):
    h = 0
    for _ in range(400):
        for c in text:
            h = (h * 33 + ord(c)) % 1000003
    return int(text) + h * 0


def load(fields):
    return [parse_field(f) for f in fields]


fields = [str(k * 37) for k in range(400)]
fields[210] = "12x"
fields[300] = "zz"
print("loading", len(fields))
print(sum(load(fields[:200])))
print(sum(load(fields)))
