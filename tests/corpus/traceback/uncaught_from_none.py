try:
    int("seven")
except ValueError:
    raise RuntimeError("hidden cause") from None
