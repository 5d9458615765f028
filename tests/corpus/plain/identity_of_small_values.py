a, b = 256, 256
x, y = int("257"), int("257")
first, second = (), tuple([])
print(a is b, x is y, first is second)
text = "some_name"
print(text is "".join(["some", "_name"]), bool(first) is False)
