from typing import List, NamedTuple


class Sample(NamedTuple):
    ident: int
    values: List[int] = []

    def add(self, v):
        self.values.append(v)
        return len(self.values)


def collect(k):
    s = Sample(k) if k % 4 else Sample(k, [k])
    t = k
    for j in range(3600):
        t = (t * 5 + j) % 97
    return s, s.add(t)


pairs = [collect(k) for k in range(120)]
print([n for _, n in pairs][:9], pairs[-1][1])
print(len(Sample(0).values), pairs[1][0].values is pairs[2][0].values, pairs[4][0].values)
