import collections
import dataclasses
import enum
import pprint


@dataclasses.dataclass
class Part:
    name: str
    weight: float = 1.0


class Colour(enum.Enum):
    RED = 1


pprint.pprint({"parts": [Part("wheel"), Part("axle", 2.5)] * 4, "colour": Colour.RED})
print(collections.Counter("mississippi"), collections.OrderedDict(a=1), collections.deque([1], 3), Colour.RED, repr(Colour.RED))
