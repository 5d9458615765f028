def weigh(n):
    t = 0
    for k in range(16000):
        t = (t + n * k) % 257
    return t


def ask(prompt):
    n = int(input(prompt))
    return n, weigh(n)


answers = [ask("value %d? " % k) for k in range(18)]
print()
print(answers[:3], answers[-1])
try:
    while True:
        print(weigh(int(input())))
except EOFError as e:
    print("eof", e)
