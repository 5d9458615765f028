import runpy

with open("tool_module.py", "w") as out:
    out.write("print(__name__, __package__ == '')\n")
runpy.run_module("tool_module", run_name="__main__", alter_sys=True)
print(__name__)
