import sys

value = "mine"
main = sys.modules["__main__"]
print(main.value, vars(main) is globals(), main.__dict__ is globals(), type(main).__name__)
import __main__

print(__main__ is main, __main__.__file__ == __file__)
