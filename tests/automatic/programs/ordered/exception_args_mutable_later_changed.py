failures = []


def attempt(k):
    rows = [k, k + 1]
    for j in range(3000):
        rows[0] = (rows[0] * 3 + j) % 503
    if rows[0] % 6 == 0:
        failures.append(rows)
        raise LookupError(rows)
    return rows


caught = []
for k in range(150):
    try:
        rows = attempt(k)
    except LookupError as e:
        e.args[0].append("seen")
        caught.append(e)
    rows.append(k)
print(len(caught), len(failures))
print(failures[0], caught[0].args, caught[0].args[0] is failures[0])
print(rows, failures[-1])
