import math

xs = [[(k * (f + 2) % 17) / 17.0 for f in range(6)] for k in range(900)]
ys = [1 if sum(x) > 2.9 else 0 for x in xs]
w = [0.0] * 6
b = 0.0


def sigmoid(z):
    return 1.0 / (1.0 + math.exp(-z))


for epoch in range(40):
    preds = [sigmoid(sum(wi * xi for wi, xi in zip(w, x)) + b) for x in xs]
    errs = [p - y for p, y in zip(preds, ys)]
    grad = [sum(e * x[f] for e, x in zip(errs, xs)) / len(xs) for f in range(6)]
    w = [wi - 2.0 * g for wi, g in zip(w, grad)]
    b -= 2.0 * sum(errs) / len(xs)
    if epoch % 10 == 9:
        loss = -sum(math.log(p if y else 1 - p) for p, y in zip(preds, ys)) / len(xs)
        print(epoch, f"{loss:.12f}")
print([round(v, 10) for v in w], repr(b))
