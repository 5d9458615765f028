def slope(i, xs):
    s = 0.0
    n = len(xs)
    for j in range(n):
        s += (xs[j] - xs[i]) / (1.0 + abs(i - j))
    return s


xs = [float((k * 37) % 101) for k in range(390)]
rounds = 0
spread = max(xs) - min(xs)
while spread > 10.0 and rounds < 30:
    forces = []
    for i in range(len(xs)):
        forces.append(slope(i, xs))
    xs = [x + 0.05 * f for x, f in zip(xs, forces)]
    spread = max(xs) - min(xs)
    rounds += 1
print(rounds, repr(spread))
print([round(x, 6) for x in xs[:6]])
