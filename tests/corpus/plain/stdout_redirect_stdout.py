import contextlib
import io

held = io.StringIO()
with contextlib.redirect_stdout(held), contextlib.redirect_stderr(held):
    print("one")
    help(len)
print(held.getvalue().upper())
