import traceback

try:
    int("x")
except ValueError:
    traceback.print_exc()
    print(traceback.format_exc())
print([(frame.lineno, frame.name, frame.line) for frame in traceback.extract_stack()])
