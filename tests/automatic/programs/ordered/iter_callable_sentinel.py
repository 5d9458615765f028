data = [(k * 37) % 53 for k in range(1200)]
pos = [0]


def read():
    v = data[pos[0]]
    pos[0] += 1
    for j in range(900):
        v = (v * 3 + j) % 61
    return v


runs = []
while pos[0] < 300:
    run = [v for v in iter(read, 17)]
    runs.append(len(run))
print(runs[:10], len(runs), pos)
chunk = list(iter(read, data[0]))[:3] if pos[0] < 310 else []
print(chunk, pos[0] > 300)
