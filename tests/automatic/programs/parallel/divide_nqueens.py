def solve(row, n, cols, d1, d2):
    if row == n:
        return 1
    total = 0
    for c in range(n):
        if c not in cols and row + c not in d1 and row - c not in d2:
            total += solve(row + 1, n, cols | {c}, d1 | {row + c}, d2 | {row - c})
    return total


def queens(n):
    counts = [solve(1, n, {c}, {c}, {-c}) for c in range(n)]
    return sum(counts), counts


for n in range(4, 9):
    total, by_column = queens(n)
    print(n, total, by_column)
