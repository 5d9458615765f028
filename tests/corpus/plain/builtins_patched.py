import builtins

real = builtins.print
builtins.print = lambda *a, **k: real("patched:", *a, **k)
print("hello")
for value in range(2):
    print(value)
builtins.print = real
print("real again")
