def distance(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total += (x - y) * (x - y)
    return total ** 0.5


def predict(train, labels, query, k):
    dists = []
    for i in range(len(train)):
        dists.append((distance(train[i], query), i))
    dists.sort()
    votes = {}
    for d, i in dists[:k]:
        votes[labels[i]] = votes.get(labels[i], 0) + 1 / (d + 0.1)
    return max(sorted(votes), key=lambda name: votes[name])


train = [[((i * p) % 101) / 101 for p in (3, 7, 11, 19)] for i in range(300)]
labels = [["red", "green", "blue"][int(sum(r) * 3) % 3] for r in train]
tests = [[((i * p) % 97) / 97 for p in (5, 13, 17, 23)] for i in range(90)]
predictions = []
correct = 0
for q in tests:
    p = predict(train, labels, q, 5)
    predictions.append(p)
    if p == ["red", "green", "blue"][int(sum(q) * 3) % 3]:
        correct += 1
print("".join(p[0] for p in predictions), correct)
