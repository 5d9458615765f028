import runpy

with open("other_program.py", "w") as out:
    out.write("def g():\n    return [][1]\n\ng()\n")
runpy.run_path("other_program.py", run_name="__main__")
print(__file__)
