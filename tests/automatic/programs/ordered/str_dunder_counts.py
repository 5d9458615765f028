class Label:
    shown = 0

    def __init__(self, k):
        self.k = k

    def __str__(self):
        Label.shown += 1
        return "L%d.%d" % (self.k, Label.shown)


class Env(dict):
    def __missing__(self, key):
        self[key] = len(self)
        return self[key]


def make(k):
    for _ in range(3600):
        k = (k * 5 + 3) % 71
    return Label(k)


labels = [make(k) for k in range(120)]
text = ",".join(str(l) for l in labels)
print(text[:60], Label.shown)
print("%s|%s" % (labels[0], labels[1]), "{0}{0}".format(labels[2]), f"{labels[3]!s:>8}")
env = Env()
print(["{a%d}{b}".replace("%d", str(l.k % 7)).format_map(env) for l in labels][-5:], len(env))
