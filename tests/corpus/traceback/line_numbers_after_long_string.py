TEXT = """
several
lines
""" * 2
x = [
    1,
    2,
]; y = \
    x[1] + \
    x[5]
