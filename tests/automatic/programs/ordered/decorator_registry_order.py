REGISTRY = {}
RESULTS = []


def register(fn):
    REGISTRY[fn.__name__] = len(REGISTRY)
    return fn


def make(k):
    @register
    def stage(x, k=k):
        return sum((x * j + k) % 13 for j in range(3200))

    stage.__name__ = "stage%d" % (k % 9)
    register(stage)
    return stage


stages = [make(k) for k in range(60)]
for x, s in enumerate(stages):
    RESULTS.append(s(x))
print(REGISTRY)
print(RESULTS[:5], len(RESULTS))
