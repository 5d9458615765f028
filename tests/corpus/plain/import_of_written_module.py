with open("written_module.py", "w") as out:
    out.write("print('imported as', __name__)\nVALUE = 42\ndef f():\n    return VALUE\n")
import written_module

written_module.VALUE = 43
print(written_module.f(), written_module.__name__)
