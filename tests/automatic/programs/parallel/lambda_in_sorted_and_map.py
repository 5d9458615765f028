score = lambda s: sum((i + 1) * ord(c) for i, c in enumerate(s)) % 997
stretch = lambda s: (s * 40)[::-1]
names = ["".join(chr(97 + (k * p) % 26) for p in (3, 5, 7, 11, 13)) for k in range(900)]
ordered = sorted(names, key=lambda s: (score(stretch(s)), s))
print(ordered[:6], ordered[-3:])
print(sum(map(lambda s: score(stretch(s)), names)))
longest = max(names, key=lambda s: score(stretch(s) + s))
print(longest, score(longest))
