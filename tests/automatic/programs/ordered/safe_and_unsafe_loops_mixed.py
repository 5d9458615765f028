def pure(k):
    t = k
    for j in range(1400):
        t = (t * 9 + j) % 1021
    return t


log = []


def impure(k):
    log.append(k)
    return pure(k) + len(log)


safe = [pure(k) for k in range(200)]
unsafe = [impure(v) for v in safe[:150]]
total = 0
carried = 1
for v in safe:
    total += pure(v)
    carried = carried * 7 % 10007 + v
log.append(carried)
print(sum(safe), unsafe[-1], total, carried)
print([impure(k) - pure(k) for k in range(5)], len(log))
