class Money:
    log = []

    def __init__(self, cents):
        self.cents = cents

    def __add__(self, other):
        Money.log.append((self.cents, other.cents))
        return Money(self.cents + other.cents)

    def __radd__(self, other):
        Money.log.append(("r", other))
        return Money(self.cents + other)


def price(k):
    t = k
    for j in range(1500):
        t = (t * 3 + j) % 1009
    return Money(t)


total = sum(price(k) for k in range(300))
pairs = [price(k) + price(k + 1) for k in range(100)]
print(total.cents, len(Money.log), Money.log[:3], Money.log[-1])
print(sum(p.cents for p in pairs))
