class Hub:
    def __init__(self):
        self.load = 0
        self.links = []


class Spoke:
    def __init__(self, k, hub):
        self.k, self.hub = k, hub
        hub.links.append(self)

    def send(self):
        t = 0
        for j in range(3000):
            t = (t * 3 + self.k * j) % 59
        self.hub.load += t
        return self.hub.load


hubs = [Hub() for _ in range(7)]
spokes = [Spoke(k, hubs[k * k % 7]) for k in range(180)]
seen = [s.send() for s in spokes]
print(seen[:8], seen[-1])
print([h.load for h in hubs], [len(h.links) for h in hubs])
print(all(s in s.hub.links for s in spokes))
