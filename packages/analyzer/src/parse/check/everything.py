import os.path as p, sys
from math import *
from . import q
from ..r import (s as t, u)


@deco(1)
class C(Base, metaclass=Meta, **kw):
    a: int = 1
    b: str

    @property
    def f(self, x, /, y=1, *args, z=2, w, **kwargs) -> int:
        global g
        nonlocal_ = lambda v=3, *a, k: (yield)
        return [i for i in x if i for j in i if (k := j)], {i: j for i, j in y}, {i for i in z}, (i for i in w)

    async def h(self):
        async with a as b, c:
            async for i in d:
                await i
        return [i async for i in d]


def outer():
    n = 0

    def inner():
        nonlocal n
        n += 1
        yield n
        yield from x

    return inner


try:
    assert x, y
except (A, B) as e:
    raise E from e
except C:
    raise
else:
    del a[0], b.c, d
finally:
    pass
try:
    pass
except* G as g:
    pass
while not x and y or z:
    if a < b <= c is not d in e:
        break
    elif ~a ** -b // +c @ d % e << 1 >> 2 & 3 | 4 ^ 5:
        continue
    else:
        x, (y, *z) = a[1:2, ::3, ...] = 1, 2j
with open(f"{x!r:>{w}}" "a") as f, (g):
    x = y if z else {**a, b: c, "d": {*e, 1}}
match x:
    case [1, "a", *rest] if rest:
        pass
    case {"k": v, **more} as whole:
        pass
    case Point(x=0, y=yy) | Point(yy) | (Q(yy)) as w:
        pass
    case m.n | -1 | 1 + 2j:
        pass
    case _:
        print(*a, *b, k=v, **kw)
