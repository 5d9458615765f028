def neighbours(word):
    letters = "abcdefgh"
    out = set()
    for i in range(len(word)):
        out |= {word[:i] + c + word[i + 1:] for c in letters if c != word[i]}
        out.add(word[:i] + word[i + 1:])
    return out


words = ["".join("abcdefgh"[(k * p + p) % 8] for p in (1, 3, 5, 2, 7)) for k in range(1800)]
hoods = [neighbours(w) for w in words]
print(len(hoods), hoods[0])
print(list(hoods[7])[:8])
everything = set()
for h in hoods:
    everything |= h
print(len(everything), list(everything)[:10])
print(frozenset(w for w in words if len(set(w)) == 2))
