def advance(k):
    with open("state.txt") as f:
        x = int(f.read())
    for j in range(3000):
        x = (x * 17 + j + k) % 100003
    with open("state.txt", "w") as f:
        f.write(str(x))
    return x


with open("state.txt", "w") as f:
    f.write("1")
path = []
for k in range(100):
    path.append(advance(k))
print(path[:5], path[-1])
print(open("state.txt").read())
