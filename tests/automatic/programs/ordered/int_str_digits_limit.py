import sys


def show(k):
    n = 3 ** (k * 200)
    try:
        return len(str(n))
    except ValueError as e:
        return type(e).__name__


limit = getattr(sys, "get_int_max_str_digits", lambda: 0)()
sizes = [show(k) for k in range(1, 70)]
print(limit, sizes[0], sizes[-1], sizes.count("ValueError"))
if limit:
    sys.set_int_max_str_digits(0)
again = [show(k) for k in range(1, 70)]
print(again[-1], again.count("ValueError"))
if limit:
    sys.set_int_max_str_digits(1000)
print([show(k) for k in range(1, 20)])
