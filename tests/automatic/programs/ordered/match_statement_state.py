stack = []


def run(op, k):
    t = k
    for j in range(2700):
        t = (t * 3 + j) % 53
    match op:
        case ("push", n) if n > 2:
            stack.append(n + t)
        case ("push", _):
            stack.insert(0, t)
        case ("add",) if len(stack) >= 2:
            a, b = stack.pop(), stack.pop()
            stack.append((a + b) % 1000)
        case ["dup", *rest]:
            stack.extend(stack[-1:] + rest)
        case _:
            return "skip"
    return stack[-1] if stack else None


ops = [[("push", k % 7), ("add",), ["dup", k], ("nop",), ("push", 5)][k * k % 5] for k in range(150)]
out = [run(op, k) for k, op in enumerate(ops)]
print(out[:10], out.count("skip"))
print(len(stack), stack[:5], stack[-1])
