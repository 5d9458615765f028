class Model:
    def __init__(self, coef):
        self.coef = coef
        self.bias = 0.25

    def predict(self, x):
        y = self.bias
        for p, c in enumerate(self.coef):
            y += c * x ** p
        return y

    def loss(self, data):
        total = 0.0
        for x, t in data:
            total += (self.predict(x) - t) ** 2
        return total / len(data)


m = Model([((k * 13) % 7 - 3) / 10.0 for k in range(60)])
data = [(k / 3000.0, (k % 50) / 50.0) for k in range(9000)]
preds = [m.predict(x) for x, _ in data]
print(repr(m.loss(data[:800])), repr(preds[-1]))
print(repr(min(preds)), repr(max(preds)), m.bias)
