def describe(value):
    match value:
        case {"kind": kind, **rest} if rest:
            return f"{kind} with {rest}"
        case [first, *others]:
            return f"list from {first}, {len(others)} more"
        case str() | bytes():
            return "text"
        case _:
            return "something"


print([describe(v) for v in ({"kind": "a", "x": 1}, [1, 2, 3], "s", 5)])
if (n := len("walrus")) > 3:
    print(n, f"{n=}", f"{'nested'!r:>10}")
print([y for x in range(5) if (y := x * x) > 3], y)
