from abc import ABC, abstractmethod


class Stage(ABC):
    @abstractmethod
    def run(self): ...


class Loose:
    def __init__(self, k):
        self.k = k

    def run(self):
        t = sum((self.k * j) % 41 for j in range(3600))
        if t % 9 == 0 and self.k > 20:
            Stage.register(type(self))
        return t


kinds = [type("L%d" % k, (Loose,), {}) for k in range(5)]
objs = [kinds[k % 5](k) for k in range(120)]
out = []
for o in objs:
    known = isinstance(o, Stage)
    out.append((o.run(), known))
print([k for k, (_, known) in enumerate(out) if known][:10], sum(v for v, _ in out))
print([issubclass(c, Stage) for c in kinds])
try:
    Stage()
except TypeError as e:
    print("TypeError", "abstract" in str(e))
