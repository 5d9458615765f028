def add(first: int, second: int = 1) -> int:
    """Add two numbers.

    Nothing more.
    """
    return first + second


class Box:
    """Holds a thing."""

    size = 3

    def open(self):
        """Open it."""


help(add)
help(Box)
