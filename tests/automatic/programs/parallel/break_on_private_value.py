def mersenne(p):
    if p == 2:
        return True
    s = 4
    m = 2 ** p - 1
    for _ in range(p - 2):
        s = (s * s - 2) % m
    return s == 0


found = None
tested = 0
for p in range(522, 700):
    tested += 1
    if all(p % q for q in range(2, 27)) and mersenne(p):
        found = p
        break
print(found, tested)
for p in range(50, 608):
    if p % 2 and all(p % q for q in range(2, int(p ** .5) + 1)) and mersenne(p):
        print("mersenne", p)
        if p > 100:
            break
print(p)
