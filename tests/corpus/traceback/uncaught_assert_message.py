values = [1, 2]
assert len(values) == 3, f"expected three values, got {values}"
