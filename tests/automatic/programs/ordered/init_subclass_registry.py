class Plugin:
    plugins = []
    generation = 0

    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        Plugin.generation += 1
        cls.generation = Plugin.generation * 10
        Plugin.plugins.append(cls.__name__)


def build(k):
    t = sum((k * j) % 19 for j in range(4800))
    cls = type("P%d" % t if t % 2 else "Q%d" % k, (Plugin,), {"weight": t})
    return cls.generation + t


vals = [build(k) for k in range(80)]
print(vals[:5], vals[-1])
print(Plugin.generation, len(Plugin.plugins), Plugin.plugins[:4], len(Plugin.__subclasses__()) <= 80)
