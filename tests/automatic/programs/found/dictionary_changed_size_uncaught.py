"""The error of the loop's own iterator has no frame but the script's."""


def heavy(n):
    total = 0
    for k in range(200):
        total = (total * 31 + k * n) % 1009
    return total


table = {n: n for n in range(20)}
for key, value in table.items():
    print(key, heavy(value))
    if key == 7:
        table[100] = 1
