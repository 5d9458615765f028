import time


def work(k):
    t = 0
    for j in range(3000):
        t = (t * 3 + j + k) % 733
    return t


stamps = []
values = []
for k in range(150):
    stamps.append(time.perf_counter())
    values.append(work(k))
ordered = all(a < b for a, b in zip(stamps, stamps[1:]))
print(ordered, len(set(stamps)), sum(values))
start = time.monotonic()
deadline_hit = False
for v in values:
    if time.monotonic() - start > 1000:
        deadline_hit = True
        break
print(deadline_hit, time.monotonic() >= start)
