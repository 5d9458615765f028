"""The names of every scope as CPython's `symtable` has them, for programs of the standard library.

Standard output: {file: [[kind, name of the scope, {name: "local" | "global" | "free"}], ...]}, scopes sorted.
"""
import json
import os
import symtable
import sys
import warnings

warnings.simplefilter("ignore")
library = os.path.dirname(os.__file__)
files = sorted(
    os.path.join(folder, name)
    for folder, _, names in os.walk(library)
    if "site-packages" not in folder and "lib2to3" not in folder and "idlelib" not in folder
    for name in names
    if name.endswith(".py")
)


def meaning(symbol):
    if symbol.is_free():
        return "free"
    if symbol.is_declared_global() or symbol.is_global():
        return "global"
    return "local" if symbol.is_local() else "global"


def scopes(table, out):
    names = {}
    for symbol in table.get_symbols():
        # Private names come mangled; `.0` and the like are CPython's own.
        if not symbol.get_name().startswith((".", "_")):
            names[symbol.get_name()] = meaning(symbol)
    out.append([table.get_type(), table.get_name(), names])
    for one in table.get_children():
        scopes(one, out)


result = {}
for path in files[:: max(1, len(files) // int(sys.argv[1]))]:
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        found = []
        scopes(symtable.symtable(text, path, "exec"), found)
    except (SyntaxError, ValueError, UnicodeDecodeError):
        continue
    result[path] = found
json.dump(result, sys.stdout)
