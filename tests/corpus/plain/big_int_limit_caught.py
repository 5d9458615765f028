import sys

print(sys.get_int_max_str_digits())
try:
    str(10 ** 5000)
except ValueError as error:
    print("ValueError:", error)
try:
    int("9" * 5000)
except ValueError as error:
    print("ValueError:", error)
print(hex(16 ** 5000)[:5], (10 ** 5000).bit_length())
sys.set_int_max_str_digits(0)
print(len(str(10 ** 5000)))
