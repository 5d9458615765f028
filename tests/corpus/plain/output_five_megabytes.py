line = "".join(chr(33 + k % 90) for k in range(99))
for number in range(50_000):
    print(line)
