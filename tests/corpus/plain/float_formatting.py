for value in (0.1 + 0.2, 1e16, 1e-5, 123456789.123456789, -0.0, float("inf"), float("-nan"), 5e-324, 1.7976931348623157e308):
    print(value, f"{value:.3f}", f"{value:e}", f"{value:g}", f"{value:,.2f}", value.hex())
print(round(2.5), round(-0.5), round(2.675, 2), 7 // -2, 7 % -2, divmod(-7, 2), 2 ** 0.5)
