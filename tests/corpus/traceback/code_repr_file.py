def f():
    return 1


print(f.__code__.co_filename, f.__code__.co_firstlineno)
print([constant.co_filename for constant in f.__code__.co_consts if hasattr(constant, "co_filename")])
