x = 10
exec("y = x + 1")
print(y, eval("x * y"), sorted(set(globals()) - {"__cached__"}))
namespace = {}
exec("def f(n):\n    return n * 2\n", namespace)
print(namespace["f"](21))
