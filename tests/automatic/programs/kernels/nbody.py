import math


def energy(pos, vel, mass):
    e = 0.0
    for i in range(len(mass)):
        e += 0.5 * mass[i] * sum(v * v for v in vel[i])
        for j in range(i + 1, len(mass)):
            e -= mass[i] * mass[j] / math.dist(pos[i], pos[j])
    return e


n = 45
pos = [[math.cos(i * 2.4) * (1 + i / 9), math.sin(i * 2.4) * (1 + i / 7), (i % 5) / 5] for i in range(n)]
vel = [[0.0, 0.0, 0.0] for _ in range(n)]
mass = [1.0 + (i % 4) / 4 for i in range(n)]
print(repr(energy(pos, vel, mass)))
dt = 0.001
for step in range(20):
    for i in range(n):
        for j in range(i + 1, n):
            dx = [pos[i][c] - pos[j][c] for c in range(3)]
            mag = dt / (dx[0] ** 2 + dx[1] ** 2 + dx[2] ** 2 + 0.001) ** 1.5
            for c in range(3):
                vel[i][c] -= dx[c] * mass[j] * mag
                vel[j][c] += dx[c] * mass[i] * mag
    for i in range(n):
        for c in range(3):
            pos[i][c] += dt * vel[i][c]
print(repr(energy(pos, vel, mass)))
print([repr(v) for v in pos[3]], repr(dx[0]), step)
