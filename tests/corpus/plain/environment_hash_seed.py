import os

print(os.environ.get("PYTHONHASHSEED"), "PATH" in os.environ, "HOME" in os.environ)
print(sorted(name for name in os.environ if name.startswith("PYTHON") and name != "PYTHONHASHSEED"))
