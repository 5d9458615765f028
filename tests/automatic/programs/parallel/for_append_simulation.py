def settle(x0):
    x = x0
    for _ in range(2000):
        x = 3.7 * x * (1.0 - x)
    return x


def main():
    finals = []
    for i in range(1, 400):
        x0 = i / 400.0
        finals.append((x0, settle(x0)))
    finals.sort(key=lambda t: t[1])
    for x0, x in finals[:4]:
        print("%.4f -> %.12f" % (x0, x))
    print(len(finals), repr(sum(x for _, x in finals)))


if __name__ == "__main__":
    main()
