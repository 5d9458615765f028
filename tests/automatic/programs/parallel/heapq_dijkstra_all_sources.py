import heapq

graph = {}
for u in range(150):
    graph[u] = [((u * 7 + k * 13) % 150, (u * k) % 9 + 1) for k in range(1, 5)]


def shortest(src):
    dist = {src: 0}
    heap = [(0, src)]
    while heap:
        d, u = heapq.heappop(heap)
        if d > dist[u]:
            continue
        for v, w in graph[u]:
            if d + w < dist.get(v, 10 ** 9):
                dist[v] = d + w
                heapq.heappush(heap, (d + w, v))
    return dist


apsp = [shortest(u) for u in range(150)]
print(max(max(d.values()) for d in apsp), sum(len(d) for d in apsp))
print(list(apsp[3].items())[:8])
