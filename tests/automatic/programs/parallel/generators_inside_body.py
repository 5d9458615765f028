def pell(d):
    def convergents():
        m, q, a0 = 0, 1, int(d ** 0.5)
        a = a0
        h0, h1, k0, k1 = 1, a0, 0, 1
        while True:
            yield h1, k1
            m = q * a - m
            q = (d - m * m) // q
            a = (a0 + m) // q
            h0, h1 = h1, a * h1 + h0
            k0, k1 = k1, a * k1 + k0

    for h, k in convergents():
        if h * h - d * k * k == 1:
            return h, k


solutions = {}
for d in range(2, 1200):
    if int(d ** 0.5) ** 2 != d:
        solutions[d] = pell(d)
best = max(solutions, key=lambda d: solutions[d][0])
print(best, solutions[best][0])
print(len(solutions), solutions[61], solutions[2])
