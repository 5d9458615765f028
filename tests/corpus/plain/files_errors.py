import os

for action in (lambda: open("missing"), lambda: os.mkdir("."), lambda: os.rmdir("nothing"), lambda: open("."), lambda: os.listdir("no"),
               lambda: open("bad\0name"), lambda: open("x" * 300), lambda: open("new", "q")):
    try:
        action()
    except (OSError, ValueError) as error:
        print(type(error).__name__, str(error)[:60], getattr(error, "errno", None))
