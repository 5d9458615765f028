print("this is never printed")


def broken(:
    pass
