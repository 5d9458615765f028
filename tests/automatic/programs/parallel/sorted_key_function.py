def badness(word):
    score = 0
    for i, a in enumerate(word):
        for j, b in enumerate(word):
            score += (ord(a) * 3 + ord(b) * 7 + i * j) % 11
    return score % 50


words = []
seed = 99
for k in range(800):
    seed = (seed * 1103515245 + 12345) % 2 ** 31
    words.append("".join(chr(97 + (seed >> s) % 26) for s in range(4, 22)))
ranked = sorted(words, key=badness)
print(ranked[:5])
print(sorted(words, key=badness, reverse=True)[:5])
print(max(words, key=badness), min(words, key=badness))
