import heapq


def duration(k):
    t = k
    for j in range(3000):
        t = (t * 5 + j) % 41
    return t + 1


workers = [(0, w) for w in range(4)]
heapq.heapify(workers)
finish = []
for k in range(160):
    free, w = heapq.heappop(workers)
    end = free + duration(k)
    heapq.heappush(workers, (end, w))
    finish.append((w, end))
print(finish[:6], max(end for _, end in finish))
print(sorted(workers), [sum(1 for w, _ in finish if w == i) for i in range(4)])
