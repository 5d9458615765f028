class Base:
    log = []

    def run(self, k):
        t = k
        for j in range(2700):
            t = (t * 3 + j) % 103
        return t


class Logged(Base):
    def run(self, k):
        r = super().run(k)
        self.log.append(type(self).__name__[0])
        return r + len(self.log) % 5


class Doubled(Logged):
    def run(self, k):
        return super().run(k) + super().run(k + 1)


objs = [(Base, Logged, Doubled)[k % 3]() for k in range(90)]
out = [o.run(k) for k, o in enumerate(objs)]
print(out[:9], "".join(Base.log)[:12], len(Base.log))
objs[0].run = lambda k: Base.log.clear() or -1
print([o.run(k) for k, o in enumerate(objs)][:5], len(Base.log))
