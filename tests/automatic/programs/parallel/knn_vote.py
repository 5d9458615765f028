from collections import Counter

train = []
for k in range(500):
    x, y = (k * 73 % 211) / 10.0, (k * 151 % 197) / 10.0
    train.append(((x, y), "abc"[int(x + y) % 3]))
queries = [((k * 31 % 200) / 10.0, (k * 47 % 190) / 10.0) for k in range(300)]


def classify(q, k=7):
    near = sorted(train, key=lambda t: ((t[0][0] - q[0]) ** 2 + (t[0][1] - q[1]) ** 2, t[1]))[:k]
    return Counter(label for _, label in near).most_common(1)[0][0]


labels = [classify(q) for q in queries]
print("".join(labels))
print(Counter(labels))
