import os
import pathlib

print(os.path.samefile(os.getcwd(), os.path.dirname(os.path.abspath(__file__))))
print(pathlib.Path(__file__).exists(), pathlib.Path(__file__).name, pathlib.Path.cwd() == pathlib.Path(__file__).parent)
print(os.environ.get("PWD") in (None, os.getcwd()))
