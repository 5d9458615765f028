counter = {"n": 0}


def bump():
    counter["n"] += 1
    return counter["n"]


formulas = ["bump() * %d + sum(j %% 7 for j in range(%d))" % (k % 4, 300 + k) for k in range(800)]
values = [eval(f) for f in formulas]
print(values[:8], values[-1], counter)
big = max(range(100), key=lambda k: eval("values[k] - bump()"))
print(big, counter["n"])
