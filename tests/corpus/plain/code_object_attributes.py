def f(a, b=1, *c, d, **e):
    x = a
    return x


code = f.__code__
print(code.co_name, code.co_firstlineno, code.co_varnames, code.co_argcount, code.co_filename == __file__)
print([line for _, _, line in code.co_lines()], f.__qualname__, f.__module__, f.__defaults__)
