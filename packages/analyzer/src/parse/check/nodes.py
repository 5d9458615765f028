"""The nodes of programs as CPython's `ast` has them: {file: {class: [how many, digest of their lines]}}.

Standard input: the packages' list of files to take from the standard library, or none for a choice of 200.
"""
import ast
import hashlib
import json
import os
import sys
import warnings

warnings.simplefilter("ignore")
sys.path.insert(0, sys.argv[1])
from nodes import UNNUMBERED, numbered  # noqa: E402  (the numbering that executors use)

library = os.path.dirname(os.__file__)
files = sorted(
    os.path.join(folder, name)
    for folder, _, names in os.walk(library)
    if "site-packages" not in folder and "lib2to3" not in folder
    for name in names
    if name.endswith(".py")
)
out = {}
for path in files[:: max(1, len(files) // int(sys.argv[2]))]:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        found = numbered(ast.parse(text))
    except (SyntaxError, ValueError, UnicodeDecodeError):
        continue
    # Without lines: `arguments`, `keyword` and so on.
    out[path] = {
        kind: [len(nodes), hashlib.sha1(",".join(str(one.lineno) for one in nodes).encode()).hexdigest()]
        for kind, nodes in found.items()
        if kind not in UNNUMBERED and isinstance(nodes[0], (ast.expr, ast.stmt))
    }
json.dump(out, sys.stdout)
