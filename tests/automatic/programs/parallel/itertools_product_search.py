from itertools import product


def evaluate(ops, nums=(3, 7, 2, 9, 4, 5)):
    expr = str(nums[0])
    total = nums[0]
    for op, n in zip(ops, nums[1:]):
        expr += op + str(n)
        if op == "+":
            total += n
        elif op == "-":
            total -= n
        elif op == "*":
            total *= n
        else:
            total ^= n
    return total, expr


results = [evaluate(ops) for ops in product("+-*^", repeat=5)]
targets = {}
for value, expr in results:
    for k in range(60):
        if value == k:
            targets.setdefault(k, expr)
print(len(results), len({v for v, _ in results}))
print(max(results), min(results))
print(targets)
