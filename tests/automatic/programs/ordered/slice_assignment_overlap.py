tape = [(k * 37) % 101 for k in range(600)]


def squash(window):
    t = sum(window)
    for j in range(1200):
        t = (t * 7 + j) % 991
    return [t % 100, t // 100]


for k in range(0, 120, 3):
    tape[k:k + 4] = squash(tape[k:k + 4]) * (1 + tape[k] % 2)
print(len(tape), tape[:12])
row = list(range(50))
for k in range(20):
    row[k + 1:k + 3] = [row[k] + squash(row[:k + 1])[0]]
    row[::10] = row[::-10][:len(row[::10])]
print(len(row), row[:10], row[-3:])
