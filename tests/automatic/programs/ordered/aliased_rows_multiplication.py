def fill(row, k):
    t = 0
    for j in range(7500):
        t = (t + j * k) % 89
    row[k % len(row)] = row[k % len(row)] * 2 + t
    return t


grid = [[1] * 5] * 40
for i in range(len(grid)):
    fill(grid[i], i)
print(grid[0], grid[39], grid[0] is grid[20])
for i in range(40):
    grid[i][i % 5] = grid[i][(i + 1) % 5] % 97 + i
print(grid[7])
print(len({id(r) for r in grid}))
