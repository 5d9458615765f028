def witness(a, n):
    x = 1
    for _ in range(n % 2000 + 500):
        x = x * a % n
    return x == n // 3


def search(n, bound):
    for a in range(2, bound):
        if witness(a, n):
            print("n", n, "witness", a)
            break
    else:
        print("n", n, "no witness below", bound)
    return a


out = [search(n, 90) for n in (1009, 1010, 2003, 3001, 4001, 5003)]
print(out)
