# The classes of a script for executors: their statements are executed there, nothing else of the script
# is. In the driver: which of them are needed, and which global values their bodies look at.
import ast

from . import values


class Classes:
    def __init__(self, script):
        self.nodes = {}
        self.order = []
        self.imports = []
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(script.source, script.filename)
        for stmt in tree.body:
            if isinstance(stmt, ast.ClassDef):
                self.nodes[stmt.name] = stmt
                self.order.append(stmt.name)
            elif isinstance(stmt, (ast.Import, ast.ImportFrom)):
                self.imports.append(stmt)

    def needed(self, used, main):
        """(class names in order, {global name: value}) for the classes in `used` and their bases."""
        wanted, pending, looked_at = set(), [], {}
        for name in used:
            kind = main.get(name)
            if isinstance(kind, type) and values.is_named_tuple(kind) and name not in self.nodes:
                looked_at[name] = NamedTuple(kind)
            else:
                pending.append(name)
        while pending:
            name = pending.pop()
            if name in wanted:
                continue
            if name not in self.nodes:
                raise values.NotSendable("the class %s is not at the top of the script" % name)
            wanted.add(name)
            for one in names_of(self.nodes[name]):
                if one in self.nodes:
                    pending.append(one)
                elif one in main and one not in looked_at and not is_importable(main[one]):
                    looked_at[one] = main[one]
        return [one for one in self.order if one in wanted], {
            key: value for key, value in looked_at.items()
        }

    def define(self, names, namespace, filename):
        """Executes imports and the named class statements in an executor's namespace."""
        for stmt in self.imports:
            try:
                exec(compile(ast.Module([stmt], []), filename, "exec", dont_inherit=True), namespace)
            except Exception:
                pass  # a module that only the driver's part needs
        for name in names:
            module = ast.Module([self.nodes[name]], [])
            exec(compile(module, filename, "exec", dont_inherit=True), namespace)


class NamedTuple:
    """A class made by collections.namedtuple, by its fields."""

    def __init__(self, kind):
        self.kind = kind

    def __reduce__(self):
        kind = self.kind
        return make_named_tuple, (kind.__name__, kind._fields, tuple(kind._field_defaults.values()))


def make_named_tuple(name, fields, defaults):
    import collections

    return collections.namedtuple(name, fields, defaults=defaults, module="__main__")


def is_importable(value):
    """Comes with an import statement."""
    return isinstance(value, type) and value.__module__ != "__main__" or type(value).__name__ in ("module", "builtin_function_or_method", "function", "_SpecialForm", "_GenericAlias", "_SpecialGenericAlias")


def names_of(node):
    """Global names that a class statement itself evaluates: not the bodies of its methods."""
    out = set()

    def visit(one):
        if isinstance(one, ast.Name):
            out.add(one.id)
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            arguments = one.args
            below = [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]
            for each in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]:
                if each is not None and each.annotation is not None:
                    below.append(each.annotation)
            below += getattr(one, "decorator_list", [])
            if getattr(one, "returns", None) is not None:
                below.append(one.returns)
            for each in below:
                visit(each)
            return
        for each in ast.iter_child_nodes(one):
            visit(each)

    visit(node)
    return out
