class Sim:
    def __init__(self):
        self.energy = 1.0
        self.steps = 0
        self.log = {}

    def step(self, k):
        e = self.energy
        for j in range(2700):
            e = (e * 1.1 + k) % 5.0
        self.energy -= (self.energy - e) * 0.5
        self.steps += 1
        if self.energy > 3:
            self.log[self.steps] = round(self.energy, 6)
        return e


sim = Sim()
es = [sim.step(k) for k in range(150)]
print(repr(sim.energy), sim.steps, len(sim.log))
print(es[:3], list(sim.log.items())[:3])
