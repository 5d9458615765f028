# Finds the nodes a plan names: class of the tree node, and the how manieth of that class in preorder.
# Annotations, type parameters and patterns are left out, as in the analyzer (parse/children.ts).
import ast

SKIPPED = frozenset(
    ("annotation", "returns", "type_params", "type_comment", "type_ignores", "pattern")
)
UNNUMBERED = frozenset(("Constant", "JoinedStr", "FormattedValue", "Module", "TypeAlias"))


class Mismatch(Exception):
    """The plan was made for another text or by a parser that sees it differently."""


def numbered(tree):
    """{class name: [node, ...]} of everything below `tree`, in preorder."""
    found = {}
    stack = [tree]
    while stack:
        node = stack.pop()
        found.setdefault(type(node).__name__, []).append(node)
        if isinstance(node, getattr(ast, "TypeAlias", ())):
            continue
        below = []
        for field in node._fields:
            if field in SKIPPED:
                continue
            value = getattr(node, field, None)
            if isinstance(value, ast.AST):
                below.append(value)
            elif isinstance(value, list):
                below.extend(one for one in value if isinstance(one, ast.AST))
        stack.extend(reversed(below))
    return found


def check(found, counts):
    for name, count in counts.items():
        if name not in UNNUMBERED and len(found.get(name, ())) != count:
            raise Mismatch(name)


def node_of(found, ref):
    return found[ref[0]][ref[1]]
