try:
    raise ExceptionGroup("several", [ValueError("one"), ExceptionGroup("inner", [TypeError("two"), KeyError("three")])])
except* KeyError as group:
    print("handled", group.exceptions)
