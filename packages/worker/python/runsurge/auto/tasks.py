# Makes a region's task: the part of its loop that runs elsewhere, as a function of the items. Built
# from the script's own tree; what stays in order is left out, points put their values into a log.
#
#   def task(items, log, captured...):
#       for .item in items:
#           log.begin()
#           try: target = .item; <kept statements, points as log.put(n, value)>
#           except BaseException: log.fail()
import ast
import copy

from . import nodes
from .rewrite import call, name, place


class TaskMaker:
    def __init__(self, region, found):
        self.region = region
        work = region["work"]
        self.loop = nodes.node_of(found, region["node"])
        self.keep = {id(nodes.node_of(found, ref)) for ref in work["keep"]}
        self.expressions, self.runs = {}, {}
        for number, point in enumerate(work["points"]):
            members = [nodes.node_of(found, ref) for ref in point["nodes"]]
            if point["kind"] == "expression":
                self.expressions[id(members[0])] = (number, point)
            else:
                self.runs[id(members[0])] = (number, point, members)

    def make(self):
        """An ast.Module that defines the function `.task`."""
        if isinstance(self.loop, ast.For):
            target, body = self.loop.target, self.block(self.loop.body)
        else:
            target, body = self.loop.generators[0].target, self.comprehension()
        store = ast.Assign(targets=[self.copied(target)], value=name(".item"))
        attempt = ast.Try(
            body=[store, *body],
            handlers=[
                ast.ExceptHandler(
                    type=name(".anything"), name=None, body=[ast.Expr(value=call(".log", "fail"))]
                )
            ],
            orelse=[],
            finalbody=[],
        )
        loop = ast.For(
            target=name(".item", True),
            iter=name(".items"),
            body=[ast.Expr(value=call(".log", "begin")), attempt],
            orelse=[],
        )
        captured = self.region["work"]["captures"]["locals"]
        arguments = ast.arguments(
            posonlyargs=[],
            args=[ast.arg(arg=one) for one in (".items", ".log", ".anything", *captured)],
            kwonlyargs=[], kw_defaults=[], defaults=[],
        )
        function = ast.FunctionDef(
            name=".task", args=arguments, body=[loop], decorator_list=[], type_params=[]
        )
        module = ast.Module(body=[function], type_ignores=[])
        place(module, self.loop)
        return module

    def copied(self, node):
        """A copy with the points in it replaced. Nested functions and all keep their positions."""
        point = self.expressions.get(id(node))
        fresh = copy.copy(node)
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                setattr(fresh, field, [self.copied(one) if isinstance(one, ast.AST) else one for one in value])
            elif isinstance(value, ast.AST):
                setattr(fresh, field, self.copied(value))
        if point is not None:
            return self.put(point[0], point[1], fresh)
        return fresh

    def put(self, number, point, value):
        args = [ast.Constant(value=number), value]
        if point["prints"]:
            args.insert(1, call(".log", "listen"))
            return place(call(".log", "put_printed", *args), value)
        return place(call(".log", "put", *args), value)

    def logged(self, node):
        """Statements that log the points of an expression whose own value is not needed."""
        if id(node) in self.expressions:
            return [place(ast.Expr(value=self.copied(node)), node)]
        out = []
        for field, value in ast.iter_fields(node):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, ast.comprehension):
                    out.extend(self.logged(one.iter))
                elif isinstance(one, ast.keyword):
                    out.extend(self.logged(one.value))
                elif isinstance(one, (ast.expr, ast.withitem)):
                    out.extend(self.logged(one))
        return out

    def block(self, stmts):
        out, at = [], 0
        while at < len(stmts):
            stmt = stmts[at]
            run = self.runs.get(id(stmt))
            if run is not None:
                number, point, members = run
                out.extend(self.run(number, point, members))
                at += len(members)
                continue
            out.extend(self.statement(stmt))
            at += 1
        return out

    def run(self, number, point, members):
        body = [self.copied(one) for one in members]
        value = ast.Tuple(elts=[name(one) for one in point["outputs"]], ctx=ast.Load())
        if point["prints"]:
            listen = ast.Expr(value=call(".log", "listen"))
            put = call(".log", "put_printed", ast.Constant(value=number), ast.Constant(value=None), value)
            return [place(listen, members[0]), *body, place(ast.Expr(value=put), members[-1])]
        put = call(".log", "put", ast.Constant(value=number), value)
        return [*body, place(ast.Expr(value=put), members[-1])]

    def statement(self, stmt):
        if isinstance(stmt, (ast.Break, ast.Continue)):
            return self.leave(stmt) if id(stmt) in self.keep else []
        kept = self.inherited or id(stmt) in self.keep
        if kept and not self.holds_runs(stmt):
            return [self.copied(stmt)]
        outer, self.inherited = self.inherited, kept
        out = self.parts(stmt)
        self.inherited = outer
        return out

    # Inside a statement that both sides execute: so is everything in it.
    inherited = False

    def parts(self, stmt):
        if isinstance(stmt, ast.If):
            body, orelse = self.block(stmt.body), self.block(stmt.orelse)
            if not body and not orelse:
                return self.logged(stmt.test)
            made = ast.If(test=self.copied(stmt.test), body=body or [ast.Pass()], orelse=orelse)
            return [place(made, stmt)]
        if isinstance(stmt, ast.For):
            self.depth += 1
            body = self.block(stmt.body)
            self.depth -= 1
            if not body:
                return self.logged(stmt.iter)
            orelse = self.block(stmt.orelse) if self.inherited else []
            made = ast.For(
                target=self.copied(stmt.target), iter=self.copied(stmt.iter), body=body, orelse=orelse
            )
            return [place(made, stmt)]
        if isinstance(stmt, (ast.While, ast.Try, ast.With, ast.FunctionDef, ast.ClassDef)):
            return []
        return self.logged(stmt)

    depth = 0

    def holds_runs(self, stmt):
        return any(id(one) in self.runs for one in ast.walk(stmt) if one is not stmt)

    def leave(self, stmt):
        if self.depth or isinstance(stmt, ast.Continue):
            return [self.copied(stmt)]
        return [place(ast.Expr(value=call(".log", "stop")), stmt), place(ast.Return(value=None), stmt)]

    def comprehension(self):
        """Conditions, further generators and elements, in their order of evaluation."""
        loop = self.loop
        values = [loop.key, loop.value] if isinstance(loop, ast.DictComp) else [loop.elt]
        body = [one for value in values for one in self.logged(value)]
        for number in range(len(loop.generators) - 1, -1, -1):
            generator = loop.generators[number]
            for test in reversed(generator.ifs):
                if body:
                    body = [place(ast.If(test=self.copied(test), body=body, orelse=[]), test)]
                else:
                    body = self.logged(test)
            if number > 0:
                if body:
                    made = ast.For(
                        target=self.copied(generator.target), iter=self.copied(generator.iter),
                        body=body, orelse=[],
                    )
                    body = [place(made, generator.iter)]
                else:
                    body = self.logged(generator.iter)
        return body or [place(ast.Pass(), loop)]
