LABELS = ["low", "medium", "high"]


def grade(k):
    s = 0
    for j in range(1200):
        s = (s * 5 + j * k) % 997
    return LABELS[s % 3]


grades = [grade(k) for k in range(500)]
records = [(g, "low", g.upper()) for g in grades]
unique = sorted(set(grades))
print(unique, [grades.count(u) for u in unique])
print(records[:3], all(g == LABELS[LABELS.index(g)] for g in grades))
print(",".join(grades[:15]))
