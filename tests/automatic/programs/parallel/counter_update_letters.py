from collections import Counter


def letters(k):
    text = []
    for j in range(60):
        k = (k * 16807) % 2147483647
        text.append("etaoinshrdlu"[k % 12])
    return "".join(text)


counts = Counter()
pairs = Counter()
for k in range(1, 2500):
    s = letters(k)
    counts.update(s)
    pairs[s[0] + s[-1]] += 1
print(counts.most_common())
print(pairs.most_common(5), list(pairs)[:6])
