def key(w):
    t = 0
    for j in range(750):
        for c in w:
            t = (t * 3 + ord(c) + j) % 1009
    print("key", w, t, len(words))
    return t


words = ["w%02d" % (k * 17 % 60) for k in range(60)]
words.sort(key=key)
print(words[:5], len(words))
try:
    words.sort(key=lambda w: words.append(w) or len(w))
except ValueError as e:
    print("ValueError:", e)
seen = []
print(min(words, key=lambda w: (seen.append(w), len(seen) % 7)[1]), len(seen), len(words))
