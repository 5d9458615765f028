class Serial:
    issued = 0

    def __init__(self, weight):
        self.weight = weight

    def __format__(self, spec):
        Serial.issued += 1
        return f"{Serial.issued:{spec or '04d'}}:{self.weight}"

    def __repr__(self):
        Serial.issued += 10
        return "S%d" % Serial.issued


def weight(k):
    return sum((k * j) % 17 for j in range(2700))


items = [Serial(weight(k)) for k in range(150)]
labels = [f"<{s}>" for s in items]
for s in items[:5]:
    print(f"{s:03d} {s!r}")
print(labels[0], labels[-1], Serial.issued)
print(items[:3])
