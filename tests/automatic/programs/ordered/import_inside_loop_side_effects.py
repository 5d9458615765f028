import importlib
import sys

sys.path.insert(0, ".")
sys.dont_write_bytecode = True
with open("counter_mod.py", "w") as f:
    f.write("loads = globals().get('loads', 0) + 1\nprint('loading', loads)\nvalue = loads * 10\n")


def step(k):
    import counter_mod
    t = k
    for j in range(4800):
        t = (t * 3 + j) % 97
    if k % 20 == 11:
        importlib.reload(counter_mod)
    return t + counter_mod.value


vals = [step(k) for k in range(100)]
print(vals[:3], vals[-1], sys.modules["counter_mod"].loads)
del sys.modules["counter_mod"]
print(step(0), "counter_mod" in sys.modules)
