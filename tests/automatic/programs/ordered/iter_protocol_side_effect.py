class Feed:
    def __init__(self, n):
        self.n = n
        self.opened = 0

    def __iter__(self):
        self.opened += 1
        return iter(range(self.opened, self.n + self.opened))

    def __len__(self):
        self.n += 1
        return self.n


def work(a):
    t = a
    for k in range(900):
        t = (t * t + k) % 7901
    return t


feed = Feed(60)
rows = [[work(x) for x in feed][i % 60] for i in range(12)]
print(rows)
print(feed.opened, [len(feed) for _ in range(4)], sum(work(x) for x in feed), feed.opened)
