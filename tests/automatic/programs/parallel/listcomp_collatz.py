def collatz_length(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


lengths = [collatz_length(n) for n in range(1, 6000)]
print(max(lengths), lengths.index(max(lengths)) + 1)
print(sum(lengths), lengths[26], lengths[-3:])
