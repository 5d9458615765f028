def score(k):
    return sum((k * j) % 11 for j in range(2100))


slots = [0] * 5
trail = []
for slots[2] in range(120):
    trail.append(score(slots[2]) + slots[2])
print(slots, trail[:3], trail[-1])


class Cursor:
    pass


c = Cursor()
for c.pos in range(80):
    slots[c.pos % 5] += score(c.pos)
print(c.pos, slots)
for slots[c.pos % 5], c.pos in [(score(k), k) for k in range(60)]:
    pass
print(slots, c.pos)
