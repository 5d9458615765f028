import sys

print(sys.flags.isolated, sys.flags.no_site, sys.flags.safe_path if hasattr(sys.flags, "safe_path") else False)
print("site" in sys.modules, "sitecustomize" in sys.modules, hasattr(__builtins__, "exit"), sys.stdout.write_through)
