from dataclasses import dataclass, field
import itertools

_ids = itertools.count(1)


@dataclass(order=True)
class Task:
    cost: int
    ident: int = field(default_factory=lambda: next(_ids), compare=False)
    tags: list = field(default_factory=list, compare=False)

    def __post_init__(self):
        self.tags.append("t%d" % self.ident)


def estimate(k):
    t = k
    for j in range(3600):
        t = (t * 3 + j) % 89
    return Task(t)


tasks = [estimate(k) for k in range(150)]
print(min(tasks), max(tasks))
print(sorted(tasks)[:2], next(_ids))
print(tasks[99].tags, len({t.ident for t in tasks}))
