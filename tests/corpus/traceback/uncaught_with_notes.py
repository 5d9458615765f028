try:
    try:
        raise OSError(2, "No such thing", "thing.txt")
    except OSError as error:
        if hasattr(error, "add_note"):
            error.add_note("first note")
            error.add_note("second note\nin two lines")
        raise
except OSError as error:
    raise LookupError("outer") from error
