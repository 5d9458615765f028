class Meta(type):
    created = 0
    names = []

    def __call__(cls, *args):
        Meta.created += 1
        obj = super().__call__(*args)
        obj.serial = Meta.created
        return obj

    def __new__(mcls, name, bases, ns):
        mcls.names.append(name)
        return super().__new__(mcls, name, bases, ns)


class Sample(metaclass=Meta):
    def __init__(self, k):
        self.total = sum((k * j) % 17 for j in range(2400))


samples = [Sample(k) for k in range(150)]
kinds = [Meta("Kind%d" % k, (Sample,), {"k": k}) for k in range(5)]
more = [cls(3) for cls in kinds]
print(samples[0].serial, samples[-1].serial, Meta.created)
print(Meta.names, [m.serial for m in more], sum(s.total for s in samples))
