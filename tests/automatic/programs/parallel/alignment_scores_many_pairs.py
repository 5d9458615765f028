def needleman_wunsch(a, b, gap=-2):
    prev = [gap * j for j in range(len(b) + 1)]
    for i in range(1, len(a) + 1):
        cur = [gap * i]
        for j in range(1, len(b) + 1):
            match = prev[j - 1] + (1 if a[i - 1] == b[j - 1] else -1)
            cur.append(max(match, prev[j] + gap, cur[j - 1] + gap))
        prev = cur
    return prev[-1]


seqs = []
s = 5
for k in range(26):
    text = ""
    for _ in range(32):
        s = (s * 22695477 + 1) % 2 ** 32
        text += "ACGT"[s >> 30]
    seqs.append(text)
scores = {(i, j): needleman_wunsch(seqs[i], seqs[j]) for i in range(26) for j in range(i)}
best = max(scores, key=scores.get)
print(best, scores[best], len(scores), min(scores.values()))
