def digit_sum_of_factorial(n):
    f = 1
    for k in range(2, n + 1):
        f *= k
    return sum(map(int, str(f)))


sums = [digit_sum_of_factorial(n) for n in range(20, 240)]
print(sums[:8])
print([n for n, s in enumerate(sums, 20) if s % n == 0])
powers = {e: pow(7, e) for e in range(100, 1200, 25)}
print(sum(powers.values()) % 10 ** 20, len(str(powers[1175])))
