import functools


def loud(function):
    @functools.wraps(function)
    def wrapper(*arguments):
        print("calling", function.__name__)
        return function(*arguments)
    return wrapper


@loud
def fail(text):
    raise IndexError(text)


fail("from inside")
