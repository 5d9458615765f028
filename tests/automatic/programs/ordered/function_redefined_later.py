def transform(k):
    return sum((k * j) % 7 for j in range(1800))


def pipeline(items):
    return [transform(i) for i in items]


first = pipeline(range(150))


def transform(k):
    return sum((k * j) % 5 for j in range(900)) * 1000


second = pipeline(range(150))
print(first[3], second[3], sum(first), sum(second))
for round_no in range(3):
    def transform(k, r=round_no):
        return k * r
    third = pipeline(range(12))
print(third)
