def is_palindrome(n: int) -> bool:
    s = str(n)
    return s == s[::-1]


print(sum(1 for i in range(200000) if is_palindrome(i)))
print(max(a * b for a in range(900, 1000) for b in range(a, 1000) if is_palindrome(a * b)))
print(sum(i for i in range(1, 60000) if is_palindrome(i) and bin(i)[2:] == bin(i)[:1:-1]))
print(min(i for i in range(10 ** 5, 10 ** 6) if is_palindrome(i) and i % 1001 == 0))
