calls = 0


def evaluate(x):
    global calls
    calls += 1
    s = 0
    for k in range(1500):
        s = (s + x * k) % 997
    return s + calls % 2


values = [evaluate(x) for x in range(300)]
best = max(range(200), key=evaluate)
print(values[:10], best)
print("function calls:", calls)
