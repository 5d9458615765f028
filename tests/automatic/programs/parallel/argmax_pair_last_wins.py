def chain(n, limit=600):
    seen = set()
    while n not in seen and len(seen) < limit:
        seen.add(n)
        n = sum(int(c) ** 2 for c in str(n)) + n % 3
    return len(seen)


best_len = -1
best_n = None
ties = 0
for n in range(1, 5000):
    length = chain(n)
    if length > best_len:
        best_len, best_n, ties = length, n, 1
    elif length == best_len:
        ties += 1
        best_n = n
print(best_len, best_n, ties)
