block = bytes(k * 7 % 251 for k in range(20_000))
with open("large.bin", "wb") as out:
    for k in range(1000):
        out.write(block)
print(out.closed, 20_000 * 1000)
