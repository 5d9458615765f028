_pool = {}


class Symbol:
    def __init__(self, name):
        self.name = name


def intern(name):
    if name not in _pool:
        _pool[name] = Symbol(name)
    return _pool[name]


def symbol_for(k):
    t = k
    for j in range(2400):
        t = (t * 7 + j) % 1019
    return intern("s%d" % (t % 12))


syms = [symbol_for(k) for k in range(300)]
print(len({id(s) for s in syms}), len(_pool))
print(sum(a is b for a, b in zip(syms, syms[1:])), syms[0] is intern(syms[0].name))
syms[0].name = "renamed"
print(sum(s.name == "renamed" for s in syms))
