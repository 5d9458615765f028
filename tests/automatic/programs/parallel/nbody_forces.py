class Body:
    __slots__ = ("m", "x", "y", "vx", "vy")

    def __init__(self, m, x, y):
        self.m, self.x, self.y = m, x, y
        self.vx = self.vy = 0.0


def force(b, bodies):
    fx = fy = 0.0
    for o in bodies:
        dx, dy = o.x - b.x, o.y - b.y
        r2 = dx * dx + dy * dy + 0.01
        w = o.m / (r2 * r2 ** 0.5)
        fx += w * dx
        fy += w * dy
    return fx, fy


bodies = [Body(1.0 + k % 3, (k * 37 % 101) / 10, (k * 53 % 97) / 10) for k in range(90)]
for step in range(12):
    acc = [force(b, bodies) for b in bodies]
    for b, (ax, ay) in zip(bodies, acc):
        b.vx += 0.01 * ax
        b.vy += 0.01 * ay
        b.x += 0.01 * b.vx
        b.y += 0.01 * b.vy
print([(repr(b.x), repr(b.y)) for b in bodies[:3]])
print(repr(sum(0.5 * b.m * (b.vx ** 2 + b.vy ** 2) for b in bodies)))
