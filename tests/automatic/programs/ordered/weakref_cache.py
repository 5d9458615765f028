import weakref


class Tile:
    def __init__(self, k):
        self.k = k
        self.data = [k * j % 7 for j in range(1500)]


cache = weakref.WeakValueDictionary()
keep = []


def tile(k):
    t = cache.get(k)
    if t is None:
        t = cache[k] = Tile(k)
        if k % 3 == 0:
            keep.append(t)
    return sum(t.data)


totals = [tile(k % 40) for k in range(600)]
print(sum(totals), len(cache), len(keep))
ref = weakref.ref(keep[0])
print(ref() is keep[0], sorted(cache.keys())[:5])
keep.clear()
print(ref(), len(cache))
