def step(grid):
    h, w = len(grid), len(grid[0])

    def alive(y, x):
        n = sum(grid[(y + a) % h][(x + b) % w] for a in (-1, 0, 1) for b in (-1, 0, 1)) - grid[y][x]
        return 1 if n == 3 or (n == 2 and grid[y][x]) else 0

    return [[alive(y, x) for x in range(w)] for y in range(h)]


grid = [[1 if (x * 7 + y * 13 + x * y) % 5 == 0 else 0 for x in range(48)] for y in range(32)]
history = [sum(map(sum, grid))]
for gen in range(15):
    grid = step(grid)
    history.append(sum(map(sum, grid)))
for line in grid[:6]:
    print("".join(".#"[c] for c in line))
print(history)
