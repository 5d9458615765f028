class Slot:
    __slots__ = ("k", "buf")
    shared = [0, 0]

    def __init__(self, k, buf=shared):
        self.k = k
        self.buf = buf

    def run(self):
        t = 0
        for j in range(3500):
            t = (t + j * self.k) % 61
        self.buf[self.k % 2] += t
        return self.buf[0] - self.buf[1]


slots = [Slot(k) for k in range(150)]
slots[7].buf = [100, 0]
out = [s.run() for s in slots]
print(out[:9], out[-1])
print(Slot.shared, slots[7].buf, slots[3].buf is slots[140].buf)
