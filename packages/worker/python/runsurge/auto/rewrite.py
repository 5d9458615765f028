# Rewrites a script's tree so that the driver can put results in the place of expressions. Nothing else
# changes: every node keeps its position, no function or frame is added, names that no source can
# contain carry the driver's own state. Runs before the script, in a process of its own.
#
#   for x in xs: body(f(x))
# becomes
#   .h1 = .region(1)
#   for x in .h1.enter(xs): body(.h1.v if .h1.t and .h1.ready(0) else f(x))
import ast

from . import nodes


def name(text, store=False):
    return ast.Name(id=text, ctx=ast.Store() if store else ast.Load())


def call(owner, method, *args):
    return ast.Call(
        func=ast.Attribute(value=name(owner), attr=method, ctx=ast.Load()), args=list(args), keywords=[]
    )


def place(node, like):
    """Gives every new node below `node` the position of `like`."""
    for one in ast.walk(node):
        if "lineno" in one._attributes and not hasattr(one, "lineno"):
            ast.copy_location(one, like)
    return node


def is_taken(handle, point):
    flag = ast.Attribute(value=name(handle), attr="t", ctx=ast.Load())
    return ast.BoolOp(op=ast.And(), values=[flag, call(handle, "ready", ast.Constant(value=point))])


def taken_value(handle):
    return ast.Attribute(value=name(handle), attr="v", ctx=ast.Load())


class Rewriter(ast.NodeTransformer):
    def __init__(self):
        self.expressions = {}  # id of an expression: (handle, point)
        self.runs = {}  # id of a run's first statement: (handle, point, statements, outputs)
        self.calls = {}  # id of a call with a function: (handle, region id, form)
        self.iterables = {}  # id of an iterable: (handle, region id)

    def add(self, region, found):
        handle = ".h%d" % region["id"]
        if region["call"] is not None:
            self.calls[id(nodes.node_of(found, region["node"]))] = (handle, region["id"], region["call"])
            return
        loop = nodes.node_of(found, region["node"])
        iterable = loop.iter if isinstance(loop, ast.For) else loop.generators[0].iter
        self.iterables[id(iterable)] = (handle, region["id"])
        for number, point in enumerate(region["work"]["points"]):
            members = [nodes.node_of(found, ref) for ref in point["nodes"]]
            if point["kind"] == "expression":
                self.expressions[id(members[0])] = (handle, number)
            else:
                self.runs[id(members[0])] = (handle, number, members, point["outputs"])

    def visit(self, node):
        if isinstance(node, ast.expr):
            return self.expression(node)
        return super().visit(node)

    def expression(self, node):
        entered = self.iterables.get(id(node))
        point = self.expressions.get(id(node))
        called = self.calls.get(id(node))
        node = self.generic_visit(node)
        if called is not None:
            self.pending.append(called[:2])
            self.change_call(node, called[0], called[2])
        if point is not None:
            handle, number = point
            node = place(
                ast.IfExp(test=is_taken(handle, number), body=taken_value(handle), orelse=node), node
            )
        if entered is not None:
            node = place(call(entered[0], "enter", node), node)
            self.pending.append(entered)
        return node

    # Handles that the statement being visited needs: (name, region id).
    pending = ()

    def change_call(self, node, handle, form):
        """map(f, xs) -> .h.map(f, xs); sorted(xs, key=f) -> sorted(.h.hold(xs), key=.h.key(f))."""
        if form == "map":
            node.func = place(ast.Attribute(value=name(handle), attr="map", ctx=ast.Load()), node.func)
        elif form == "starmap":
            node.args.insert(0, node.func)
            node.func = place(ast.Attribute(value=name(handle), attr="starmap", ctx=ast.Load()), node.func)
        else:
            if node.args:
                node.args[0] = place(call(handle, "hold", node.args[0]), node.args[0])
            else:
                node.func.value = place(call(handle, "hold", node.func.value), node.func.value)
            for keyword in node.keywords:
                if keyword.arg == "key":
                    keyword.value = place(call(handle, "key", keyword.value), keyword.value)

    def generic_visit(self, node):
        for field, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                setattr(node, field, self.block(value))
            elif isinstance(value, list):
                setattr(node, field, [self.visit(one) if isinstance(one, ast.AST) else one for one in value])
            elif isinstance(value, ast.AST):
                setattr(node, field, self.visit(value))
        return node

    def block(self, stmts):
        out, at = [], 0
        while at < len(stmts):
            stmt = stmts[at]
            run = self.runs.get(id(stmt))
            if run is not None:
                handle, number, members, outputs = run
                if [id(one) for one in stmts[at : at + len(members)]] != [id(one) for one in members]:
                    raise nodes.Mismatch("run")
                inner = []
                for one in members:
                    inner.extend(self.statement(one))
                out.append(self.taken_run(handle, number, outputs, inner, stmt))
                at += len(members)
            else:
                out.extend(self.statement(stmt))
                at += 1
        return out

    def taken_run(self, handle, number, outputs, inner, like):
        if outputs:
            target = ast.Tuple(elts=[name(one, True) for one in outputs], ctx=ast.Store())
            taken = [ast.Assign(targets=[target], value=taken_value(handle))]
        else:
            taken = [ast.Pass()]
        return place(ast.If(test=is_taken(handle, number), body=taken, orelse=inner), like)

    def statement(self, stmt):
        """The statement, after those that make the handles it needs."""
        outer, self.pending = self.pending, []
        if isinstance(stmt, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            changed = self.generic_visit(stmt)
        else:
            changed = super().visit(stmt)
        handles = [
            place(
                ast.Assign(
                    targets=[name(handle, True)],
                    value=ast.Call(func=name(".region"), args=[ast.Constant(value=region)], keywords=[]),
                ),
                stmt,
            )
            for handle, region in self.pending
        ]
        self.pending = outer
        return [*handles, changed]


def rewrite(tree, plan, wanted):
    """Changes `tree` for the regions that `wanted` admits; returns how many there are."""
    found = nodes.numbered(tree)
    nodes.check(found, plan["counts"])
    rewriter = Rewriter()
    count = 0
    for region in plan["regions"]:
        if region["work"] is not None and wanted(region):
            rewriter.add(region, found)
            count += 1
    if count:
        tree.body = rewriter.block(tree.body)
        add_begin(tree)
    return count


def add_begin(tree):
    """The first thing the module does is to become the script's (start.py)."""
    if tree.body:
        at = 0
        if tree.body and isinstance(tree.body[0], ast.Expr) and isinstance(tree.body[0].value, ast.Constant):
            at = 1 if isinstance(tree.body[0].value.value, str) else 0
        while at < len(tree.body) and isinstance(tree.body[at], ast.ImportFrom) and tree.body[at].module == "__future__":
            at += 1
        begin = ast.Expr(value=ast.Call(func=name(".begin"), args=[], keywords=[]))
        like = tree.body[at] if at < len(tree.body) else tree.body[-1]
        tree.body.insert(at, place(begin, like))
