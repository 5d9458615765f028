calls = []


def probe(k, label):
    calls.append(label)
    t = k
    for j in range(1500):
        t = (t * 5 + j * k + k) % 113
    return t


ok = [k for k in range(120) if probe(k, "lo") < probe(k + 1, "mid") < probe(k + 2, "hi")]
print(len(ok), ok[:8], len(calls), calls.count("hi"))
flags = [bool(probe(k, "a") > 60 and probe(k, "b") > 60 or len(calls) % 2) for k in range(120)]
print(sum(flags), len(calls), calls.count("b"))
pick = [probe(k, "x") if len(calls) % 3 else probe(k, "y") for k in range(100)]
print(calls.count("x"), calls.count("y"), sum(pick))
