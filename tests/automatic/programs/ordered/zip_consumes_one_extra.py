def work(k):
    t = k
    for j in range(3000):
        t = (t * 3 + j) % 211
    return t


nums = iter(range(200))
short = [work(k) for k in range(60)]
pairs = [(a, work(a) + b) for a, b in zip(nums, short)]
print(len(pairs), next(nums))
pairs = [(a, work(a) + b) for b, a in zip(short, nums)]
print(len(pairs), next(nums))
pulled = []
src = (pulled.append(k) or k for k in range(100))
found = next(k for k in src if work(k) > 190)
print(found, pulled, next(src))
print(any(work(k) > 205 for k in src), len(pulled), sum(src))
