import contextvars

level = contextvars.ContextVar("level", default=0)


def work(k):
    t = k
    for j in range(3600):
        t = (t * 7 + j) % 503
    level.set(level.get() + t % 3)
    return level.get()


out = [work(k) for k in range(100)]
print(out[:8], level.get())
ctx = contextvars.copy_context()
inside = [ctx.run(work, k) for k in range(50)]
print(inside[-1], ctx[level], level.get())
token = level.set(-5)
print(sum(work(k) for k in range(30)))
level.reset(token)
print(level.get())
