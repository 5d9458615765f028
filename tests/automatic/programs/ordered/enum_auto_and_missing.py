from enum import Enum, auto


class Phase(Enum):
    COLD = auto()
    WARM = auto()
    HOT = auto()
    misses = []

    @classmethod
    def _missing_(cls, value):
        cls.misses.value.append(value)
        return cls.HOT if len(cls.misses.value) % 2 else cls.COLD


def phase(k):
    t = 0
    for j in range(4500):
        t = (t * 7 + j * k) % 97
    return Phase(t % 5)


phases = [phase(k) for k in range(150)]
print("".join(p.name[0] for p in phases))
print(len(Phase.misses.value), Phase.misses.value[:5], phases[0] is Phase[phases[0].name])
