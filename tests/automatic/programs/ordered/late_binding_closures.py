def heavy(a, b):
    return sum((a * j + b) % 13 for j in range(2100))


funcs = []
for i in range(40):
    funcs.append(lambda x: heavy(i, x))
late = [f(3) for f in funcs]
early = [f(3) for f in [lambda x, i=i: heavy(i, x) for i in range(40)]]
print(len(set(late)), len(set(early)), late[0] == early[-1])
i = 2
print([f(3) for f in funcs][:4], i)
out = []
for i in range(30):
    out.append(funcs[0](i))
print(out[:5], sum(out), funcs[7].__closure__)
adders = [lambda y: y + n for n in range(5)]
print([a(10) for a in adders])
