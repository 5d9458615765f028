def levenshtein(a, b):
    prev = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        cur = [i]
        for j, cb in enumerate(b, 1):
            cur.append(min(prev[j] + 1, cur[-1] + 1, prev[j - 1] + (ca != cb)))
        prev = cur
    return prev[-1]


words = ["".join("aeioubcd"[(k * m + m) % 8] for m in range(1, 9)) + "x" * (k % 3) for k in range(55)]
matrix = [[levenshtein(a, b) for b in words] for a in words]
print([matrix[i][i + 1] for i in range(20)])
print(all(matrix[i][j] == matrix[j][i] for i in range(55) for j in range(i)))
flat = [d for row in matrix for d in row if d]
print(min(flat), max(flat), sum(flat))
