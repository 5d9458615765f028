nx, ny, nz = 22, 20, 18
u = [[[float((i * j + k) % 7) for k in range(nz)] for j in range(ny)] for i in range(nx)]
w = [[[0.0 for _ in range(nz)] for _ in range(ny)] for _ in range(nx)]
for t in range(3):
    for i in range(1, nx - 1):
        for j in range(1, ny - 1):
            for k in range(1, nz - 1):
                w[i][j][k] = u[i][j][k] + 0.1 * (u[i + 1][j][k] + u[i - 1][j][k] + u[i][j + 1][k] + u[i][j - 1][k] + u[i][j][k + 1] + u[i][j][k - 1] - 6 * u[i][j][k])
    u, w = w, u
print(repr(sum(sum(sum(r) for r in p) for p in u)))
print(repr(u[5][6][7]), repr(w[5][6][7]), u[0][0][:4])
