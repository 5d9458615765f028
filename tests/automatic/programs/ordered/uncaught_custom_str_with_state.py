class Overflow(Exception):
    raised = 0

    def __init__(self, k, trail):
        self.k = k
        self.trail = trail
        Overflow.raised += 1

    def __str__(self):
        return "limit at %d (raised %d, trail %s)" % (self.k, Overflow.raised, self.trail[-3:])


trail = []


def push(k):
    t = sum((k * j) % 31 for j in range(1000))
    trail.append(t)
    if sum(trail) > 1200000:
        raise Overflow(k, trail)
    if t % 7 == 0:
        try:
            raise Overflow(-k, trail)
        except Overflow as e:
            print(e)
    return t


for k in range(400):
    push(k)
