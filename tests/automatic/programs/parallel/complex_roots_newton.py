def newton(z, steps=40):
    for k in range(steps):
        if z == 0:
            return None, k
        dz = (z ** 3 - 1) / (3 * z * z)
        z -= dz
        if abs(dz) < 1e-12:
            break
    return complex(round(z.real, 9), round(z.imag, 9)), k


basins = {}
for i in range(60):
    for j in range(60):
        root, k = newton(complex(i / 20 - 1.5, j / 20 - 1.5))
        basins.setdefault(root, []).append(k)
for root, ks in basins.items():
    print(root, len(ks), sum(ks))
