def multiplicity(n):
    count = 0
    d = 1
    while d * d <= n:
        if n % d == 0:
            count += 2 - (d * d == n)
        d += 1
    return count


best = max(range(1, 9000), key=multiplicity)
worst = min(range(1, 3000), key=multiplicity)
last = max(reversed(range(1, 3000)), key=multiplicity)
print(best, multiplicity(best), worst, last)
