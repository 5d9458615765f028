print("before")
b"x" * (1 << 62)
