import runpy
import sys

with open("tool.py", "w") as out:
    out.write("import sys\nprint(__name__, sys.argv[0], __file__)\nanswer = 42\n")
result = runpy.run_path("tool.py", run_name="__main__")
print(result["answer"], sys.argv[0], sys.modules["__main__"].__dict__ is globals())
