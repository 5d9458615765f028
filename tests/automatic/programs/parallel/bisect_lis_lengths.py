from bisect import bisect_left, insort


def lis(seq):
    tails = []
    for v in seq:
        p = bisect_left(tails, v)
        if p == len(tails):
            tails.append(v)
        else:
            tails[p] = v
    return len(tails)


lengths = []
for seed in range(1, 150):
    seq = [(seed * k * k + 3 * k) % 4001 for k in range(1400)]
    lengths.append(lis(seq))
ordered = []
for v in lengths:
    insort(ordered, v)
print(lengths[:10], ordered[len(ordered) // 2], ordered[0], ordered[-1])
