def check(value):
    if value == 3:
        raise ValueError(f"cannot use {value}")
    return value


result = [check(k) for k in range(6)]
print("never", result)
