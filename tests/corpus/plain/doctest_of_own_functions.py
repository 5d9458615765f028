import doctest


def double(x):
    """Twice x.

    >>> double(4)
    8
    >>> double("a")
    'aa'
    """
    return x * 2


print(doctest.testmod())
