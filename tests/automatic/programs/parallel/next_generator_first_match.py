def digits_power_sum(n, p):
    return sum(int(c) ** p for c in str(n))


first = next(n for n in range(1000, 100000) if digits_power_sum(n, 5) == n)
second = next((n for n in range(first + 1, first + 60000) if digits_power_sum(n, 5) == n), None)
missing = next((n for n in range(10, 30000) if digits_power_sum(n, 3) == n + 1000000), "none")
print(first, second, missing)
