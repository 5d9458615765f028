class Solver:
    def step(self, x):
        t = x
        for k in range(1200):
            t = (t * 3 + k) % 997
        return t


def careful(self, x):
    return self.scale * x


s = Solver()
out = []
for k in range(250):
    out.append(s.step(k))
    if out[-1] == 500 or k == 130:
        Solver.step = careful
        Solver.scale = k
print(out[125:135], out[-1], Solver.scale)
