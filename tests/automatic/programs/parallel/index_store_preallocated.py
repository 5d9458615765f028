n = 300
potential = [0.0] * n
for i in range(n):
    acc = 0.0
    for j in range(n):
        if i != j:
            acc += 1.0 / abs(i - j) * ((j * 7919) % 13 - 6)
    potential[i] = acc
signs = [None] * n
for i in range(n):
    signs[i] = "+" if potential[i] > 0 else "-"
print("".join(signs[:60]))
print(repr(max(potential)), repr(min(potential)), signs.count("-"))
