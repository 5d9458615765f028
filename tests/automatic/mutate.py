"""Programs with a parallel region, each with a dependence between iterations put into it.

A mutant is a program of the corpus in which one loop or comprehension that the analyzer would spread has
one of its expressions wrapped: `f(x)` becomes `_touch(f(x))`, where `_touch` is one of KINDS below. Some
kinds return something that depends on the order or on the number of calls, all leave a state behind which
is printed at the end. Where the wrapping goes: around an expression of the body, around the value of a
function that the body calls, or as a statement of its own.
"""
import ast, pathlib, random, sys

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[1] / "packages/worker/python/runsurge"))
from auto import nodes  # noqa: E402

MIX = """
def _mix(v, n):
    if isinstance(v, bool):
        return v
    if isinstance(v, (int, float)):
        return v + n % 3
    return v
"""

# kind: (statements before, text that shows the state at the end). `_touch(v)` returns v, maybe changed.
KINDS = {
    "carried read": ("_last = 0\ndef _touch(v):\n    global _last\n    v = _mix(v, _last)\n    _last = v if isinstance(v, int) else _last + 1\n    return v", "_last"),
    "global counter": ("_n = 0\ndef _touch(v):\n    global _n\n    _n += 1\n    return _mix(v, _n)", "_n"),
    "global counter, value not used": ("_n = 0\ndef _touch(v):\n    global _n\n    _n = _n + 1\n    return v", "_n"),
    "global rebinding": ("_t = ()\ndef _touch(v):\n    global _t\n    _t = _t + (len(_t),)\n    return _mix(v, len(_t))", "_t"),
    "global read after change": ("_k = [1]\n_f = 1\ndef _bump():\n    global _f\n    _f = _f * 3 % 101\ndef _touch(v):\n    _bump()\n    return _mix(v, _f)", "_f"),
    "nonlocal counter": ("def _make():\n    n = 0\n    def touch(v):\n        nonlocal n\n        n += 1\n        return _mix(v, n)\n    def count():\n        return n\n    return touch, count\n_touch, _count = _make()", "_count()"),
    "closure list cell": ("def _make():\n    held = [0]\n    def touch(v):\n        held[0] += 1\n        return _mix(v, held[0])\n    return touch, held\n_touch, _held = _make()", "_held"),
    "lambda with list": ("_seen = []\n_touch = lambda v: (_seen.append(1), _mix(v, len(_seen)))[1]", "_seen"),
    "default argument list": ("def _touch(v, seen=[]):\n    seen.append(len(seen))\n    return _mix(v, len(seen))", "_touch(5), _touch(5)"),
    "default argument dict": ("def _touch(v, seen={}):\n    seen['n'] = seen.get('n', 0) + 1\n    return _mix(v, seen['n'])", "_touch(5), _touch(5)"),
    "keyword only default": ("def _touch(v, *, seen=[0]):\n    seen[0] += 1\n    return _mix(v, seen[0])", "_touch(5), _touch(5)"),
    "function attribute": ("def _touch(v):\n    _touch.n += 1\n    return _mix(v, _touch.n)\n_touch.n = 0", "_touch.n"),
    "class attribute": ("class _C:\n    n = 0\n    def __call__(self, v):\n        _C.n += 1\n        return _mix(v, _C.n)\n_touch = _C()", "_C.n"),
    "class attribute by cls": ("class _C:\n    n = 0\n    @classmethod\n    def touch(cls, v):\n        cls.n += 1\n        return _mix(v, cls.n)\ndef _touch(v):\n    return _C.touch(v)", "_C.n"),
    "class attribute list": ("class _C:\n    log = []\n    def touch(self, v):\n        self.log.append(1)\n        return _mix(v, len(self.log))\ndef _touch(v):\n    return _C().touch(v)", "_C.log"),
    "instance counter in __init__": ("class _C:\n    made = 0\n    def __init__(self, v):\n        _C.made += 1\n        self.v = _mix(v, _C.made)\ndef _touch(v):\n    return _C(v).v", "_C.made"),
    "type(self) attribute": ("class _C:\n    n = 0\n    def touch(self, v):\n        type(self).n += 1\n        return _mix(v, type(self).n)\n_c = _C()\ndef _touch(v):\n    return _c.touch(v)", "_C.n"),
    "self.__class__ attribute": ("class _C:\n    n = 0\n    def touch(self, v):\n        self.__class__.n += 1\n        return _mix(v, self.n)\n_c = _C()\ndef _touch(v):\n    return _c.touch(v)", "_C.n"),
    "instance attribute": ("class _C:\n    def __init__(self):\n        self.n = 0\n    def touch(self, v):\n        self.n += 1\n        return _mix(v, self.n)\n_c = _C()\ndef _touch(v):\n    return _c.touch(v)", "_c.n"),
    "bound method": ("class _C:\n    def __init__(self):\n        self.n = 0\n    def touch(self, v):\n        self.n += 1\n        return _mix(v, self.n)\n_c = _C()\n_touch = _c.touch", "_c.n"),
    "inherited method": ("class _B:\n    def __init__(self):\n        self.n = 0\n    def step(self):\n        self.n += 1\n        return self.n\nclass _C(_B):\n    def touch(self, v):\n        return _mix(v, super().step())\n_c = _C()\ndef _touch(v):\n    return _c.touch(v)", "_c.n"),
    "overridden method": ("class _B:\n    n = 0\n    def step(self):\n        return 1\n    def touch(self, v):\n        return _mix(v, self.step())\nclass _C(_B):\n    def step(self):\n        self.n += 1\n        return self.n\n_c = _C()\ndef _touch(v):\n    return _c.touch(v)", "_c.n"),
    "property": ("class _C:\n    n = 0\n    @property\n    def next(self):\n        self.n += 1\n        return self.n\n_c = _C()\ndef _touch(v):\n    return _mix(v, _c.next)", "_c.n"),
    "property setter": ("class _C:\n    n = 0\n    @property\n    def x(self):\n        return self.n\n    @x.setter\n    def x(self, v):\n        self.n += 1\n_c = _C()\ndef _touch(v):\n    _c.x = 1\n    return _mix(v, _c.x)", "_c.n"),
    "__add__": ("class _C:\n    n = 0\n    def __add__(self, other):\n        self.n += 1\n        return self.n\n_c = _C()\ndef _touch(v):\n    return _mix(v, _c + 1)", "_c.n"),
    "__radd__": ("class _C:\n    n = 0\n    def __radd__(self, other):\n        self.n += 1\n        return self.n\n_c = _C()\ndef _touch(v):\n    return _mix(v, 1 + _c)", "_c.n"),
    "__iadd__": ("class _C:\n    n = 0\n    def __iadd__(self, other):\n        self.n += other\n        return self\n_c = _C()\ndef _touch(v):\n    c = _c\n    c += 1\n    return _mix(v, c.n)", "_c.n"),
    "__getitem__": ("class _C:\n    n = 0\n    def __getitem__(self, i):\n        self.n += 1\n        return self.n\n_c = _C()\ndef _touch(v):\n    return _mix(v, _c[0])", "_c.n"),
    "__contains__": ("class _C:\n    n = 0\n    def __contains__(self, i):\n        self.n += 1\n        return self.n % 2 == 0\n_c = _C()\ndef _touch(v):\n    return _mix(v, 1 if 3 in _c else 2)", "_c.n"),
    "__iter__": ("class _C:\n    n = 0\n    def __iter__(self):\n        self.n += 1\n        return iter([self.n])\n_c = _C()\ndef _touch(v):\n    return _mix(v, sum(_c))", "_c.n"),
    "__len__": ("class _C:\n    n = 0\n    def __len__(self):\n        self.n += 1\n        return self.n\n_c = _C()\ndef _touch(v):\n    return _mix(v, len(_c))", "_c.n"),
    "__bool__": ("class _C:\n    n = 0\n    def __bool__(self):\n        self.n += 1\n        return self.n % 2 == 0\n_c = _C()\ndef _touch(v):\n    return _mix(v, 1 if _c else 2)", "_c.n"),
    "__eq__": ("class _C:\n    n = 0\n    def __eq__(self, other):\n        self.n += 1\n        return False\n    def __hash__(self):\n        return 1\n_c = _C()\ndef _touch(v):\n    return _mix(v, [3, 4, _c].count(5) + _c.n)", "_c.n"),
    "__hash__": ("class _C:\n    n = 0\n    def __hash__(self):\n        self.n += 1\n        return 1\n_c = _C()\ndef _touch(v):\n    return _mix(v, len({_c}) + _c.n)", "_c.n"),
    "__lt__": ("class _C:\n    n = 0\n    def __lt__(self, other):\n        self.n += 1\n        return True\n_c = [_C(), _C()]\ndef _touch(v):\n    sorted(_c)\n    return _mix(v, _c[1].n)", "[c.n for c in _c]"),
    "__str__": ("class _C:\n    n = 0\n    def __str__(self):\n        self.n += 1\n        return str(self.n)\n_c = _C()\ndef _touch(v):\n    return _mix(v, len(f'{_c}'))", "_c.n"),
    "__enter__": ("class _C:\n    n = 0\n    def __enter__(self):\n        self.n += 1\n        return self\n    def __exit__(self, *a):\n        return False\n_c = _C()\ndef _touch(v):\n    with _c as c:\n        return _mix(v, c.n)", "_c.n"),
    "__call__": ("class _C:\n    def __init__(self):\n        self.n = 0\n    def __call__(self, v):\n        self.n += 1\n        return _mix(v, self.n)\n_touch = _C()", "_touch.n"),
    "__getattr__": ("class _C:\n    n = 0\n    def __getattr__(self, name):\n        self.n += 1\n        return self.n\n_c = _C()\ndef _touch(v):\n    return _mix(v, _c.anything)", "_c.n"),
    "descriptor": ("class _D:\n    n = 0\n    def __get__(self, obj, kind=None):\n        self.n += 1\n        return self.n\nclass _C:\n    d = _D()\n_c = _C()\ndef _touch(v):\n    return _mix(v, _c.d)", "_c.d"),
    "contextmanager": ("import contextlib\n_log = []\n@contextlib.contextmanager\ndef _cm():\n    _log.append(1)\n    yield len(_log)\n    _log.append(2)\ndef _touch(v):\n    with _cm() as n:\n        return _mix(v, n)", "_log"),
    "counting decorator": ("def _counted(f):\n    def inner(*a):\n        inner.calls += 1\n        return _mix(f(*a), inner.calls)\n    inner.calls = 0\n    return inner\n@_counted\ndef _touch(v):\n    return v", "_touch.calls"),
    "class decorator instance": ("class _Counted:\n    def __init__(self, f):\n        self.f = f\n        self.calls = 0\n    def __call__(self, v):\n        self.calls += 1\n        return _mix(self.f(v), self.calls)\n@_Counted\ndef _touch(v):\n    return v", "_touch.calls"),
    "dataclass counter": ("import dataclasses\n@dataclasses.dataclass\nclass _C:\n    n: int = 0\n    log: list = dataclasses.field(default_factory=list)\n_c = _C()\ndef _touch(v):\n    _c.n += 1\n    _c.log.append(_c.n)\n    return _mix(v, _c.n)", "_c"),
    "default_factory": ("import dataclasses\n_made = []\ndef _fresh():\n    _made.append(1)\n    return len(_made)\n@dataclasses.dataclass\nclass _C:\n    n: int = dataclasses.field(default_factory=_fresh)\ndef _touch(v):\n    return _mix(v, _C().n)", "_made"),
    "captured list append": ("_log = []\ndef _touch(v):\n    _log.append(1)\n    return v", "_log"),
    "captured list by argument": ("_log = []\ndef _put(into):\n    into.append(len(into))\n    return len(into)\ndef _touch(v):\n    return _mix(v, _put(_log))", "_log"),
    "captured list element": ("_log = [0, 0, 0]\ndef _touch(v):\n    _log[1] += 1\n    return _mix(v, _log[1])", "_log"),
    "captured list slice": ("_log = [0]\ndef _touch(v):\n    _log[len(_log):] = [1]\n    return v", "_log"),
    "captured list iadd": ("_log = []\ndef _touch(v):\n    log = _log\n    log += [1]\n    return _mix(v, len(log))", "_log"),
    "captured list sort": ("_log = [3, 1, 2]\ndef _touch(v):\n    _log.reverse()\n    return _mix(v, _log[0])", "_log"),
    "captured list unpacked into": ("_log = [0, 1, 2]\ndef _touch(v):\n    _log[0], _log[1], _log[2] = _log[1], _log[2], _log[0]\n    return _mix(v, _log[0])", "_log"),
    "captured list as loop target": ("_log = [0]\ndef _touch(v):\n    for _log[0] in range(_log[0] % 5 + 2):\n        pass\n    return _mix(v, _log[0])", "_log"),
    "captured dict": ("_d = {}\ndef _touch(v):\n    _d[len(_d) % 7] = _d.get(len(_d) % 7, 0) + 1\n    return _mix(v, _d[0])", "_d"),
    "captured dict setdefault": ("_d = {}\ndef _touch(v):\n    _d.setdefault('a', []).append(1)\n    return _mix(v, len(_d['a']))", "_d"),
    "captured defaultdict read": ("import collections\n_d = collections.defaultdict(int)\ndef _touch(v):\n    _d[len(_d)]\n    return _mix(v, len(_d))", "_d"),
    "captured Counter": ("import collections\n_d = collections.Counter()\ndef _touch(v):\n    _d.update('ab')\n    return _mix(v, _d['a'])", "_d"),
    "captured set": ("_s = set()\ndef _touch(v):\n    _s.add(len(_s))\n    return _mix(v, len(_s))", "_s"),
    "captured set ior": ("_s = {0}\ndef _touch(v):\n    s = _s\n    s |= {len(s)}\n    return _mix(v, len(s))", "_s"),
    "captured deque": ("import collections\n_q = collections.deque([1, 2, 3])\ndef _touch(v):\n    _q.rotate(1)\n    return _mix(v, _q[0])", "_q"),
    "captured bytearray": ("_b = bytearray(4)\ndef _touch(v):\n    _b[0] = (_b[0] + 1) % 256\n    return _mix(v, _b[0])", "_b"),
    "captured heap": ("import heapq\n_h = [1]\ndef _touch(v):\n    heapq.heappush(_h, len(_h))\n    return _mix(v, heapq.heappushpop(_h, 3))", "_h"),
    "bisect insort": ("import bisect\n_h = [1]\ndef _touch(v):\n    bisect.insort(_h, len(_h) % 4)\n    return _mix(v, len(_h))", "_h"),
    "random.shuffle private list": ("import random\n_h = [1, 2, 3, 4]\n_r = random.Random(4)\ndef _touch(v):\n    _r.shuffle(_h)\n    return _mix(v, _h[0])", "_h"),
    "nested alias": ("_rows = [[0]] * 3\ndef _touch(v):\n    _rows[2][0] += 1\n    return _mix(v, _rows[0][0])", "_rows"),
    "tuple holding list": ("_t = ([0], 1)\ndef _touch(v):\n    _t[0][0] += 1\n    return _mix(v, _t[0][0])", "_t"),
    "object in dict in list": ("_o = [{'a': [0]}]\ndef _touch(v):\n    for one in _o:\n        for held in one.values():\n            held[0] += 1\n    return _mix(v, _o[0]['a'][0])", "_o"),
    "alias by function": ("_l = [0]\ndef _same(x):\n    return x\ndef _touch(v):\n    _same(_l)[0] += 1\n    return _mix(v, _l[0])", "_l"),
    "alias by conditional": ("_l, _m = [0], [0]\ndef _touch(v):\n    a = _l if v == 5 else _m\n    a[0] += 1\n    return _mix(v, _m[0])", "_l, _m"),
    "alias by or": ("_l, _m = [], [0]\ndef _touch(v):\n    a = _l or _m\n    a[0] += 1\n    return _mix(v, _m[0])", "_l, _m"),
    "alias by max": ("_l, _m = [0], [5]\ndef _touch(v):\n    max(_l, _m)[0] += 1\n    return _mix(v, _m[0])", "_l, _m"),
    "alias by next(iter)": ("_l = [[0]]\ndef _touch(v):\n    next(iter(_l))[0] += 1\n    return _mix(v, _l[0][0])", "_l"),
    "alias by star args": ("_l = [0]\ndef _put(*a, **k):\n    a[0][0] += 1\n    k['m'][0] += 1\ndef _touch(v):\n    _put(*[_l], **{'m': _l})\n    return _mix(v, _l[0])", "_l"),
    "alias by sorted copy": ("_l = [[2], [1]]\ndef _touch(v):\n    sorted(_l)[0][0] += 1\n    return _mix(v, _l[1][0])", "_l"),
    "alias by zip": ("_l = [[0], [1]]\ndef _touch(v):\n    for a, b in zip(_l, range(2)):\n        a[0] += b\n    return _mix(v, _l[1][0])", "_l"),
    "alias by map": ("_l = [[0], [1]]\ndef _touch(v):\n    list(map(lambda a: a.append(1), _l))\n    return _mix(v, len(_l[1]))", "_l"),
    "alias by reduce": ("import functools\n_l = []\ndef _touch(v):\n    functools.reduce(lambda a, b: (a.append(b), a)[1], [1], _l)\n    return _mix(v, len(_l))", "_l"),
    "partial": ("import functools\n_l = []\ndef _put(into, v):\n    into.append(1)\n    return _mix(v, len(into))\n_touch = functools.partial(_put, _l)", "_l"),
    "method as value": ("_l = []\n_put = _l.append\ndef _touch(v):\n    _put(1)\n    return _mix(v, len(_l))", "_l"),
    "methodcaller": ("import operator\n_l = []\n_put = operator.methodcaller('append', 1)\ndef _touch(v):\n    _put(_l)\n    return _mix(v, len(_l))", "_l"),
    "operator.setitem": ("import operator\n_l = [0]\ndef _touch(v):\n    operator.setitem(_l, 0, _l[0] + 1)\n    return _mix(v, _l[0])", "_l"),
    "operator.iadd": ("import operator\n_l = [0]\ndef _touch(v):\n    operator.iadd(_l, [1])\n    return _mix(v, len(_l))", "_l"),
    "list.append unbound": ("_l = [0]\ndef _touch(v):\n    list.append(_l, 1)\n    return _mix(v, len(_l))", "_l"),
    "dict of functions": ("_l = [0]\ndef _a(v):\n    _l.append(1)\n    return v\n_table = {'a': _a}\ndef _touch(v):\n    return _mix(_table['a'](v), len(_l))", "_l"),
    "any over effects": ("_l = [0]\ndef _touch(v):\n    any(_l.append(1) for _ in range(2))\n    return _mix(v, len(_l))", "_l"),
    "sort key effects": ("_l = [0]\ndef _touch(v):\n    [3, 1].sort(key=lambda k: _l.append(k) or k)\n    return _mix(v, len(_l))", "_l"),
    "random module": ("import random\nrandom.seed(3)\ndef _touch(v):\n    return _mix(v, random.randrange(3))", "random.random()"),
    "random module from import": ("from random import randrange, random\ndef _touch(v):\n    return _mix(v, randrange(3)) if isinstance(v, int) else (random(), v)[1]", "0"),
    "shared Random": ("import random\n_rng = random.Random(3)\ndef _touch(v):\n    return _mix(v, _rng.randrange(3))", "_rng.random()"),
    "shared Random as default": ("import random\ndef _touch(v, rng=random.Random(3)):\n    return _mix(v, rng.randrange(3))", "_touch(3)"),
    "Random seeded by one": ("import random\n_rng = random.Random(3)\ndef _touch(v):\n    return _mix(v, random.Random(_rng.random()).randrange(3))", "_rng.random()"),
    "printing": ("def _touch(v):\n    print('touched', v if isinstance(v, (int, str)) else type(v).__name__)\n    return v", "0"),
    "printing to stderr": ("import sys\ndef _touch(v):\n    print('touched', file=sys.stderr)\n    return v", "0"),
    "printing to a captured buffer": ("import io\n_b = io.StringIO()\ndef _touch(v):\n    print('x', file=_b)\n    return v", "_b.getvalue()"),
    "sys.stdout.write": ("import sys\ndef _touch(v):\n    return _mix(v, sys.stdout.write('t\\n'))", "0"),
    "print without newline": ("def _touch(v):\n    print('.', end='', flush=True)\n    return v", "0"),
    "raise at a count": ("_n = 0\ndef _touch(v):\n    global _n\n    _n += 1\n    if _n == 7:\n        raise ValueError('seven %d' % _n)\n    return v", "_n"),
    "raise for a value": ("def _touch(v):\n    if isinstance(v, int) and v % 7 == 5:\n        raise KeyError(v)\n    return v", "0"),
    "raise and caught inside": ("_log = []\ndef _touch(v):\n    try:\n        _log.append(1)\n        raise ValueError(len(_log))\n    except ValueError as e:\n        return _mix(v, e.args[0])\n    finally:\n        _log.append(2)", "_log"),
    "effect in finally": ("_log = []\ndef _touch(v):\n    try:\n        return v\n    finally:\n        _log.append(2)", "_log"),
    "exception holds state": ("_e = ValueError(1)\ndef _touch(v):\n    _e.args = (_e.args[0] + 1,)\n    return _mix(v, _e.args[0])", "_e.args"),
    "memo dict, size seen": ("_memo = {}\ndef _touch(v):\n    key = v if isinstance(v, (int, str)) else 0\n    if key not in _memo:\n        _memo[key] = len(_memo)\n    return _mix(v, _memo[key])", "_memo"),
    "lru_cache around an effect": ("import functools\n_log = []\n@functools.lru_cache(None)\ndef _one(k):\n    _log.append(k)\n    return len(_log)\ndef _touch(v):\n    return _mix(v, _one(v if isinstance(v, int) else 0))", "_log"),
    "lru_cache info": ("import functools\n@functools.lru_cache(None)\ndef _one(k):\n    return k\ndef _touch(v):\n    _one(v if isinstance(v, int) else 0)\n    return v", "_one.cache_info()"),
    "cached list mutated": ("import functools\n@functools.lru_cache(None)\ndef _one(k):\n    return [k]\ndef _touch(v):\n    held = _one(1)\n    held.append(1)\n    return _mix(v, len(held))", "_one(1)"),
    "cached_property": ("import functools\n_log = []\nclass _C:\n    @functools.cached_property\n    def p(self):\n        _log.append(1)\n        return len(_log)\n_c = _C()\ndef _touch(v):\n    return _mix(v, _c.p)", "_log, _c.p"),
    "shared iterator": ("_it = iter(range(10 ** 6))\ndef _touch(v):\n    return _mix(v, next(_it))", "next(_it)"),
    "shared generator": ("def _gen():\n    n = 0\n    while True:\n        n += 1\n        yield n\n_it = _gen()\ndef _touch(v):\n    return _mix(v, next(_it))", "next(_it)"),
    "generator with send": ("def _gen():\n    n = 0\n    while True:\n        got = yield n\n        n += got or 1\n_it = _gen()\nnext(_it)\ndef _touch(v):\n    return _mix(v, _it.send(2))", "next(_it)"),
    "itertools.count": ("import itertools\n_it = itertools.count()\ndef _touch(v):\n    return _mix(v, next(_it))", "next(_it)"),
    "itertools.cycle": ("import itertools\n_it = itertools.cycle([1, 2, 0])\ndef _touch(v):\n    return _mix(v, next(_it))", "next(_it)"),
    "iterator by in": ("_it = iter(range(10 ** 6))\ndef _touch(v):\n    return _mix(v, 1 if 0 in zip(range(2), _it) else 0)", "next(_it)"),
    "iterator by zip": ("_it = iter(range(10 ** 6))\ndef _touch(v):\n    return _mix(v, sum(b for a, b in zip(range(2), _it)))", "next(_it)"),
    "iterator by unpacking": ("_it = iter(list(range(3)) * 2)\ndef _touch(v):\n    first = [*_it]\n    return _mix(v, len(first))", "list(_it)"),
    "map object consumed": ("_it = map(lambda k: k + 1, range(10 ** 6))\ndef _touch(v):\n    return _mix(v, next(_it))", "next(_it)"),
    "dict view": ("_d = {}\n_keys = _d.keys()\ndef _touch(v):\n    _d[len(_keys)] = 1\n    return _mix(v, len(_keys))", "_d"),
    "pop from captured": ("_stack = list(range(10 ** 5))\ndef _touch(v):\n    return _mix(v, _stack.pop())", "len(_stack)"),
    "del in captured": ("_stack = list(range(10 ** 5))\ndef _touch(v):\n    del _stack[-1]\n    return _mix(v, len(_stack))", "len(_stack)"),
    "monkeypatching the function": ("def _one(v):\n    return v\ndef _two(v):\n    return _mix(v, 1)\ndef _touch(v):\n    global _one\n    r = _one(v)\n    _one = _two\n    return r", "_one is _two"),
    "monkeypatching a method": ("class _C:\n    def m(self, v):\n        return v\ndef _touch(v):\n    r = _C().m(v)\n    _C.m = lambda self, v: _mix(v, 1)\n    return r", "_C().m(1)"),
    "monkeypatching a module": ("import math\n_old = math.gcd\ndef _touch(v):\n    math.gcd = lambda *a: 7\n    return _mix(v, math.gcd(3, 5))", "math.gcd(3, 5)"),
    "instance method replaced": ("class _C:\n    def m(self, v):\n        return v\n_c = _C()\ndef _touch(v):\n    r = _c.m(v)\n    _c.m = lambda v: _mix(v, 1)\n    return r", "_c.m(1)"),
    "setattr": ("class _C:\n    n = 0\ndef _touch(v):\n    setattr(_C, 'n', _C.n + 1)\n    return _mix(v, _C.n)", "_C.n"),
    "globals()": ("_n = 0\ndef _touch(v):\n    globals()['_n'] += 1\n    return _mix(v, _n)", "_n"),
    "exec": ("_n = 0\ndef _touch(v):\n    exec('global _n; _n += 1')\n    return _mix(v, _n)", "_n"),
    "vars of instance": ("class _C:\n    n = 0\n_c = _C()\ndef _touch(v):\n    vars(_c)['n'] = _c.n + 1\n    return _mix(v, _c.n)", "_c.n"),
    "__dict__ of instance": ("class _C:\n    n = 0\n_c = _C()\ndef _touch(v):\n    _c.__dict__['n'] = _c.n + 1\n    return _mix(v, _c.n)", "_c.n"),
    "environment": ("import os\ndef _touch(v):\n    os.environ['FUZZ'] = str(int(os.environ.get('FUZZ', '0')) + 1)\n    return _mix(v, len(os.environ['FUZZ']))", "os.environ.get('FUZZ')"),
    "recursion limit": ("import sys\n_limit = sys.getrecursionlimit()\ndef _touch(v):\n    sys.setrecursionlimit(sys.getrecursionlimit() + 1)\n    return v", "sys.getrecursionlimit() - _limit"),
    "decimal context": ("import decimal\ndef _touch(v):\n    decimal.getcontext().prec += 1\n    return _mix(v, decimal.getcontext().prec)", "decimal.getcontext().prec"),
    "decimal flags": ("import decimal\ndef _touch(v):\n    decimal.Decimal(1) / decimal.Decimal(3)\n    return v", "decimal.getcontext().flags[decimal.Inexact]"),
    "file append": ("def _touch(v):\n    with open('log.txt', 'a') as f:\n        f.write('x')\n    return v", "len(open('log.txt').read())"),
    "identity of result": ("_first = []\ndef _touch(v):\n    _first.append(v)\n    return v", "[a is b for a, b in zip(_first, _first[1:])]"),
    "identity of a captured object": ("_o = [1]\ndef _touch(v):\n    return v if _o is _o else 0", "_o"),
    "id": ("_ids = set()\ndef _touch(v):\n    _ids.add(id(_ids))\n    return v", "len(_ids)"),
    "walrus global": ("_n = 0\ndef _touch(v):\n    global _n\n    return _mix(v, (_n := _n + 1))", "_n"),
    "import in function": ("def _touch(v):\n    import string as _s\n    _s.fuzz = getattr(_s, 'fuzz', 0) + 1\n    return _mix(v, _s.fuzz)", "0"),
    "module attribute": ("import string\nstring.fuzz = 0\ndef _touch(v):\n    string.fuzz += 1\n    return _mix(v, string.fuzz)", "string.fuzz"),
    "class made in call": ("_made = []\ndef _touch(v):\n    class _K:\n        _made.append(1)\n        n = len(_made)\n    return _mix(v, _K.n)", "_made"),
    "registry by __init_subclass__": ("_made = []\nclass _B:\n    def __init_subclass__(cls):\n        _made.append(1)\ndef _touch(v):\n    type('K', (_B,), {})\n    return _mix(v, len(_made))", "_made"),
    "nested function writes": ("_n = [0]\ndef _touch(v):\n    def inner():\n        def deeper():\n            _n[0] += 1\n        deeper()\n    inner()\n    return _mix(v, _n[0])", "_n"),
    "recursion depth global": ("_depth = 0\n_deepest = 0\ndef _touch(v, left=3):\n    global _depth, _deepest\n    _depth += 1\n    _deepest += _depth\n    if left:\n        _touch(v, left - 1)\n    _depth -= 1\n    return _mix(v, _deepest)", "_deepest"),
    "generator function effects": ("_n = []\ndef _gen(v):\n    _n.append(1)\n    yield v\ndef _touch(v):\n    for one in _gen(v):\n        return _mix(one, len(_n))", "_n"),
    "match capture": ("_n = [0]\ndef _touch(v):\n    match _n:\n        case [a]:\n            _n[0] = a + 1\n    return _mix(v, _n[0])", "_n"),
    "ordereddict move": ("import collections\n_o = collections.OrderedDict(a=1, b=2, c=3)\ndef _touch(v):\n    _o.move_to_end(next(iter(_o)))\n    return _mix(v, next(iter(_o.values())))", "_o"),
    "array module": ("import array\n_a = array.array('i', [0])\ndef _touch(v):\n    _a[0] += 1\n    return _mix(v, _a[0])", "_a"),
    "enum member state": ("import enum\nclass _E(enum.Enum):\n    A = 1\n_E.A.n = 0\ndef _touch(v):\n    _E.A.n += 1\n    return _mix(v, _E.A.n)", "_E.A.n"),
    "namedtuple holding list": ("import collections\n_P = collections.namedtuple('_P', 'a b')\n_p = _P([0], 1)\ndef _touch(v):\n    _p.a[0] += 1\n    return _mix(v, _p.a[0])", "_p"),
    "result aliases a captured list": ("_shared = [0]\ndef _touch(v):\n    return _shared if isinstance(v, list) else _mix(v, 1)", "_shared"),
    "result aliases another": ("_cache = {}\ndef _touch(v):\n    return _cache.setdefault(repr(v), v)", "len(_cache)"),
    "mutating the value": ("def _touch(v):\n    if isinstance(v, list):\n        v.append(v[0] if v else 0)\n    elif isinstance(v, dict):\n        v['_t'] = len(v)\n    elif isinstance(v, set):\n        v.add(-1)\n    return v", "0"),
}
# Statements at the start of a `for` body; `_k` counts its iterations.
BODIES = {
    "carried in the body": ("_k = 0", "_k = _k * 3 % 11 + 1", "_k"),
    "carried list in the body": ("_k = [0]", "_k[0] += 1", "_k"),
    "iteration printed": ("_k = 0", "_k += 1\nprint('iteration', _k)", "_k"),
    "break in the middle": ("_k = 0", "_k += 1\nif _k == 5:\n    break", "_k"),
    "continue every third": ("_k = 0", "_k += 1\nif _k % 3 == 0:\n    continue", "_k"),
    "raise in the middle": ("_k = 0", "_k += 1\nif _k == 5:\n    raise RuntimeError('five')", "_k"),
    "exit in the middle": ("import sys\n_k = 0", "_k += 1\nif _k == 5:\n    sys.exit(4)", "_k"),
    "aliased rows": ("_rows = [[0] * 3] * 2\n_k = 0", "_k += 1\n_rows[_k % 2][_k % 3] += _k", "_rows"),
    "function replaced": ("def _g(v):\n    return v\n_k = 0", "_k = _k + _g(1)\nif _k == 4:\n    def _g(v):\n        return v + 1", "_k"),
    "drawn in the body": ("import random\nrandom.seed(5)\n_k = 0", "_k = random.randrange(9)", "_k"),
    "try in the body": ("_k = []", "try:\n    _k.append(1 // (len(_k) % 3))\nexcept ZeroDivisionError as e:\n    _k.append(str(e))", "_k"),
    "deleted in the body": ("_k = {n: 1 for n in range(9999)}", "del _k[len(_k) - 1]", "len(_k)"),
    "with in the body": ("import contextlib\n_k = []\n@contextlib.contextmanager\ndef _w():\n    _k.append(1)\n    yield\n    _k.append(2)", "with _w():\n    _k.append(3)", "_k"),
    "closures collected": ("_k = []", "_k.append(lambda: len(_k))", "[f() for f in _k[:3]]"),
    "global by a function": ("_k = 0\ndef _g():\n    global _k\n    _k += 1", "_g()", "_k"),
}


def targets(tree, plan):
    """The loops that would be spread."""
    found = nodes.numbered(tree)
    for region in plan["regions"]:
        if region["work"] is not None:
            yield nodes.node_of(found, region["node"])


class Wrapper(ast.NodeTransformer):
    """Puts `_touch(...)` around one node."""

    def __init__(self, target):
        self.target = target

    def visit(self, node):
        if node is self.target:
            return ast.Call(ast.Name("_touch", ast.Load()), [node], [])
        return self.generic_visit(node)


def expressions(loop):
    """Calls and operations evaluated in each iteration."""
    if isinstance(loop, ast.For):
        roots = loop.body
    elif isinstance(loop, ast.Call):  # map(f, xs), sorted(xs, key=f)
        roots = [one.body for one in ast.walk(loop) if isinstance(one, ast.Lambda)]
    else:
        values = [loop.key, loop.value] if isinstance(loop, ast.DictComp) else [loop.elt]
        roots = [*values, *loop.generators[0].ifs]
    for root in roots:
        for one in ast.walk(root):
            if isinstance(one, (ast.Call, ast.BinOp, ast.Compare, ast.ListComp)):
                yield one


def returns(tree, loop):
    """Values returned by functions of the script that the loop names."""
    called = {n.id for n in ast.walk(loop) if isinstance(n, ast.Name)}
    for one in ast.walk(tree):
        if isinstance(one, ast.FunctionDef) and one.name in called:
            yield from (r.value for r in ast.walk(one) if isinstance(r, ast.Return) and r.value is not None)


def assemble(tree, before, shows):
    """The program with statements before it and a last print of the state they left."""
    at = 0
    while at < len(tree.body) and (
        isinstance(tree.body[at], ast.ImportFrom) and tree.body[at].module == "__future__"
        or isinstance(tree.body[at], ast.Expr) and isinstance(tree.body[at].value, ast.Constant)
    ):
        at += 1
    tree.body[at:at] = ast.parse(MIX + before).body
    tree.body += ast.parse("print('state', %s)" % shows).body
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def mutants_of(text, plan, rng):
    """(kind, text) endlessly, in an order that depends on `rng` alone."""
    kinds = [*KINDS, *BODIES]
    while True:
        rng.shuffle(kinds)
        for kind in kinds:
            tree = ast.parse(text)
            loops = list(targets(tree, plan))
            if not loops:
                return
            loop = rng.choice(loops)
            if kind in BODIES:
                before, body, shows = BODIES[kind]
                if not isinstance(loop, ast.For):
                    continue
                # In a function the names of the injected statements would be its locals.
                names = {"_k", "_g"}
                for one in ast.walk(tree):
                    if isinstance(one, ast.FunctionDef) and any(loop is n for n in ast.walk(one)):
                        stored = {n.id for n in ast.walk(ast.parse(body)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
                        stored |= {n.name for n in ast.walk(ast.parse(body)) if isinstance(n, ast.FunctionDef)}
                        if stored & names:
                            one.body[0:0] = [ast.Global(sorted(stored & names))]
                        break
                at = rng.choice((0, len(loop.body)))
                loop.body[at:at] = ast.parse(body).body
            else:
                before, shows = KINDS[kind]
                place = rng.choice(("expression", "expression", "returned", "statement"))
                choice = list(expressions(loop) if place == "expression" else returns(tree, loop) if place == "returned" else ())
                if place == "statement" and isinstance(loop, ast.For):
                    at = rng.randrange(len(loop.body) + 1)
                    loop.body[at:at] = ast.parse("_touch(1)").body
                elif choice:
                    tree = Wrapper(rng.choice(choice)).visit(tree)
                else:
                    continue
            yield kind, assemble(tree, before, shows)


def corpus():
    """Programs to start from: {name: text}."""
    folders = [here / "programs/parallel", pathlib.Path("/work/shared/corpus/parallel"), here.parents[1] / "examples"]
    out = {}
    for folder in folders:
        for path in sorted(folder.glob("*.py")):
            text = path.read_text()
            # Pools start processes of their own; what reads files needs them.
            if not any(word in text for word in ("numpy", "multiprocessing", "concurrent", "argparse", "sys.argv")):
                out.setdefault(path.stem, text)
    return out


def mutants(planner, seed, per_program):
    """(name, kind, text): some of every program, kinds spread evenly."""
    for name, text in corpus().items():
        plan = planner.plan(text)
        if not any(one["work"] for one in plan["regions"]):
            continue
        rng = random.Random("%s %s" % (seed, name))
        made = mutants_of(text, plan, rng)
        for number in range(per_program):
            try:
                kind, mutant = next(made)
            except StopIteration:
                break
            yield "%s-%d-%d" % (name, seed, number), kind, mutant
