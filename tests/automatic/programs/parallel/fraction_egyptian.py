from fractions import Fraction


def egyptian(n, d):
    f = Fraction(n, d)
    parts = []
    while f > 0 and len(parts) < 6:
        k = -(-f.denominator // f.numerator)
        parts.append(k)
        f -= Fraction(1, k)
    return parts, f


table = {(n, d): egyptian(n, d) for d in range(2, 60) for n in range(1, d)}
longest = max(table, key=lambda k: (len(table[k][0]), k))
print(longest, table[longest][0][:4])
print(sum(Fraction(1, len(p)) for p, _ in table.values()))
print(table[5, 7], table[(1, 2)])
