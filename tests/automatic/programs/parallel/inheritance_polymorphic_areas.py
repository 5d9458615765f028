class Shape:
    def area(self):
        raise NotImplementedError

    def sampled(self, n=60):
        a, b, c, d = self.box()
        hits = sum(self.inside(a + (b - a) * (i + .5) / n, c + (d - c) * (j + .5) / n) for i in range(n) for j in range(n))
        return (b - a) * (d - c) * hits / (n * n)


class Disc(Shape):
    def __init__(self, r):
        self.r = r

    def box(self):
        return -self.r, self.r, -self.r, self.r

    def inside(self, x, y):
        return x * x + y * y <= self.r * self.r


class Band(Disc):
    def inside(self, x, y):
        return super().inside(x, y) and abs(y) < self.r / 3


shapes = [(Disc if k % 2 else Band)(1 + k / 7) for k in range(70)]
areas = [s.sampled() for s in shapes]
print([type(s).__name__ for s in shapes[:3]], areas[:3])
print(repr(sum(areas)), max(areas))
