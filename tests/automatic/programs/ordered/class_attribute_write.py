class Particle:
    count = 0
    registry = {}

    def __init__(self, x):
        type(self).count += 1
        self.number = Particle.count
        self.x = x
        Particle.registry[self.number] = self

    def advance(self):
        for _ in range(1200):
            self.x = (self.x * 1.1) % 7.0
        return self.x


parts = [Particle(k / 10) for k in range(1, 300)]
final = [p.advance() for p in parts]
print(Particle.count, parts[-1].number, len(Particle.registry))
print(Particle.registry[5] is parts[4], repr(parts[10].x), repr(sum(final)))
