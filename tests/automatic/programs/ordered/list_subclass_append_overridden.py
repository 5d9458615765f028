class Window(list):
    dropped = 0

    def append(self, v):
        if len(self) >= 9:
            Window.dropped += self.pop(0) % 3
        super().append(v + len(self))


def work(k):
    t = k
    for j in range(3000):
        t = (t * 3 + j) % 401
    return t


out = Window()
for k in range(200):
    out.append(work(k))
print(out, Window.dropped)
again = Window(work(k) for k in range(20))
again.extend([work(k) for k in range(3)])
print(len(again), again[-4:])
