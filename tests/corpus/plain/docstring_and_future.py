"""The module's own docstring."""
from __future__ import annotations


def f(x: Undefined) -> Missing:
    """f's docstring"""


print(__doc__, f.__doc__, f.__annotations__, annotations.compiler_flag == 0x1000000)
