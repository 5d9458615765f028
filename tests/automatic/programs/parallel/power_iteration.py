import math

n = 130
A = [[1.0 / (1 + abs(i - j)) + (3.0 if i == j else 0.0) for j in range(n)] for i in range(n)]
x = [1.0] * n
lam = 0.0
for it in range(40):
    y = [sum(A[i][j] * x[j] for j in range(n)) for i in range(n)]
    norm = math.sqrt(sum(v * v for v in y))
    x = [v / norm for v in y]
    new = norm
    if abs(new - lam) < 1e-10:
        break
    lam = new
print(it, repr(lam), repr(x[0]), repr(x[n // 2]))
