def invert(k):
    acc = 0
    for j in range(12000):
        acc = (acc + j * k) % 701
    return 1000 / (acc - 0 if k != 90 else 0)


results = []
try:
    for k in range(1, 200):
        print("item", k)
        results.append(invert(k) if k % 7 else k)
except ZeroDivisionError as e:
    print("stopped:", e, "at", k)
print(len(results), repr(results[-1]))
