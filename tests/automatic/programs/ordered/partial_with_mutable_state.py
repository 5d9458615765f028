from functools import partial


def push(stack, limit, k):
    t = k
    for j in range(3600):
        t = (t * 13 + j) % 401
    stack.append(t)
    if len(stack) > limit:
        stack.pop(0)
    return sum(stack)


moving = partial(push, [], 5)
out = [moving(k) for k in range(120)]
print(out[:6], out[-1], moving.args[0])
print(list(map(moving, range(10)))[-1], moving.args)
scaled = [partial(push, moving.args[0], m) for m in (3, 9)]
print([f(k) for k in range(4) for f in scaled], len(moving.args[0]))
