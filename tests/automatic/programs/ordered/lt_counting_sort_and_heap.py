import functools


class Item:
    compares = 0

    def __init__(self, k):
        t = k
        for j in range(3600):
            t = (t * 3 + j) % 127
        self.w = t

    def __lt__(self, other):
        Item.compares += 1
        return (self.w + Item.compares % 2) < other.w


items = [Item(k) for k in range(120)]
ranked = sorted(items)
print([i.w for i in ranked][:10], Item.compares)
print(max(items).w, min(items).w, Item.compares)
log = []
order = sorted(range(60), key=functools.cmp_to_key(lambda a, b: log.append((a, b)) or items[a].w - items[b].w))
print(order[:6], len(log), log[0])
