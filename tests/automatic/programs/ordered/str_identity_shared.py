import sys

names = ["".join(["alpha", str(k)]) for k in range(6)]


def label(k):
    t = k
    for j in range(4500):
        t = (t * 3 + j) % 1013
    return names[t % 6]


labels = [label(k) for k in range(150)]
same = sum(1 for a in labels[:40] for b in labels[:40] if a is b)
equal = sum(1 for a in labels[:40] for b in labels[:40] if a == b)
print(same, equal, len(set(map(id, labels))))
print(sum(l is names[int(l[-1])] for l in labels))
print(sys.intern(labels[0]) is sys.intern("".join(labels[0])))
