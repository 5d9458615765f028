import code
import sys

sys.displayhook([1, 2])
print(_)
interpreter = code.InteractiveInterpreter({"x": 5})
interpreter.runsource("x * 2")
