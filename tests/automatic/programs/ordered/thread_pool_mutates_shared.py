from concurrent.futures import ThreadPoolExecutor
import threading

totals = {}
lock = threading.Lock()


def add(k):
    t = 0
    for j in range(3600):
        t = (t + k * j) % 43
    with lock:
        totals[t] = totals.get(t, 0) + k
    rows[k].append(t)
    return len(rows[k])


rows = [[] for _ in range(100)]
with ThreadPoolExecutor(4) as ex:
    lens = list(ex.map(add, range(100)))
    more = [ex.submit(add, k).result() for k in range(10)]
print(lens[:3], more[:3], sorted(totals.items())[:6])
print(sum(map(len, rows)), rows[3], sum(totals.values()))
