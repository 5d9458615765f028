from collections import defaultdict

blank = [0, 0]
table = dict.fromkeys(range(12), blank)
groups = defaultdict(lambda: blank)


def vote(d, k):
    t = k
    for j in range(3600):
        t = (t * 7 + j) % 83
    cell = d[t % 12]
    cell[t % 2] += 1
    return cell[0] - cell[1]


a = [vote(table, k) for k in range(100)]
b = [vote(groups, k) for k in range(100)]
c = {}
d = [c.setdefault(k % 5, blank).append(k) or len(blank) for k in range(10)]
print(a[:6], a[-1], b[-1], d)
print(table[3] is table[4], len(groups), len(blank), blank[:2])
