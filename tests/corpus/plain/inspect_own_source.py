import inspect


def area(width, height=2):
    # a comment that belongs to the source
    return width * height  # and one at the end


class Shape:
    """A shape."""

    def sides(self):
        return 0


print(inspect.getsource(area))
print(inspect.getsource(Shape))
print(inspect.signature(area), inspect.getdoc(Shape), inspect.getsourcelines(Shape.sides)[1])
print(inspect.getmodule(area).__name__, inspect.getsourcefile(area) == __file__)
print(inspect.getsource(lambda: 1), inspect.currentframe().f_lineno)
