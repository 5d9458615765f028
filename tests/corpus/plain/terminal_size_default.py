import os
import shutil

os.environ.pop("COLUMNS", None)
os.environ.pop("LINES", None)
print(shutil.get_terminal_size())
try:
    os.get_terminal_size()
except OSError as error:
    print(error)
