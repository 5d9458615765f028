def is_prime(n):
    if n < 2:
        return False
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    return True


def goldbach(n):
    for p in range(2, n // 2 + 1):
        if is_prime(p) and is_prime(n - p):
            return True
    return False


print(all(goldbach(n) for n in range(4, 4000, 2)))
print(any(is_prime(n) and is_prime(n + 14) and is_prime(n + 28) for n in range(5000, 40000)))
print(any(n % 7 == 9 for n in range(1000)))
