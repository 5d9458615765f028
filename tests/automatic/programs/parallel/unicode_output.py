import unicodedata


def describe(cp):
    c = chr(cp)
    name = unicodedata.name(c, "?")
    forms = [unicodedata.normalize(f, c) for f in ("NFC", "NFD", "NFKC", "NFKD")]
    for _ in range(150):
        key = "".join(sorted(name.casefold() + c.upper() + c.lower()))
    return c, name, len({*forms}), key.strip()[:6]


for cp in list(range(0xC0, 0x180)) + [0x1F600, 0x3042, 0x5D0, 0xFB01]:
    c, name, n, key = describe(cp)
    print(f"{c} U+{cp:04X} {name:<50} {n} {key!r}")
table = {describe(cp)[0]: cp for cp in range(0x391, 0x3C9) if cp != 0x3A2}
print("".join(table), len(table), sep=" → ")
