from collections import deque, OrderedDict


def work(k):
    t = k
    for j in range(3000):
        t = (t * 11 + j) % 307
    return t


recent = deque(maxlen=6)
lru = OrderedDict()
evicted = []
for k in range(200):
    v = work(k)
    recent.append(v)
    recent.rotate(v % 3)
    key = v % 25
    if key in lru:
        lru.move_to_end(key)
    lru[key] = k
    if len(lru) > 10:
        evicted.append(lru.popitem(last=False))
print(recent, list(lru.items()))
print(len(evicted), evicted[:4])
