def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def main():
    print(fib(24))
    print([fib(k) for k in range(15, 22)])


main()
