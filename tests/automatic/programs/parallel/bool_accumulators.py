def is_happy(n):
    seen = set()
    while n != 1 and n not in seen:
        seen.add(n)
        n = sum(int(d) ** 2 for d in str(n))
    return n == 1


all_small = True
any_cube = False
count = 0
longest = ""
for n in range(1, 9000):
    h = is_happy(n)
    all_small = all_small and (h or n > 0)
    any_cube = any_cube or (h and round(n ** (1 / 3)) ** 3 == n and n > 1000)
    count += h
    if h and len(str(n)) > len(longest):
        longest = str(n)
print(all_small, any_cube, count, longest)
