"""Makes up programs, one for each seed: short, ending soon, full of loops that are nearly independent.

Values have kinds (`int`, `list` of ints, `rows`: list of lists, `dict`, `set`, `obj`: an instance of a
class of the program ...), so that most programs run to their end; errors are as welcome as results.
Everything is taken modulo a small prime. The last lines print all that is there.
"""
import random

PRIMES = (7, 11, 13, 17, 19, 23)
IMPORTS = "import random, math, itertools, functools, collections, dataclasses, contextlib, operator, heapq, bisect, copy"


class Maker:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.names = {}  # kind: names that can be read here
        self.globals = {}
        self.functions = []  # (name, kinds of parameters, kind of result)
        self.classes = []  # (name, has_step, has_value)
        self.count = 0
        self.depth = 0

    # ---- small tools

    def one(self, *options):
        return self.rng.choice(options)

    def chance(self, share):
        return self.rng.random() < share

    def fresh(self, prefix):
        self.count += 1
        return "%s%d" % (prefix, self.count)

    def number(self, limit=9):
        return self.rng.randrange(limit)

    def name(self, kind):
        held = self.names.get(kind)
        return self.rng.choice(held) if held else None

    def know(self, kind, name):
        self.names.setdefault(kind, []).append(name)

    def within(self):
        """The names as they are now, to come back to."""
        return {kind: list(held) for kind, held in self.names.items()}

    # ---- expressions

    def expr(self, kind, depth=2):
        name = self.name(kind)
        if name and (depth <= 0 or self.chance(0.4)):
            return name
        made = getattr(self, "make_" + kind)(depth - 1) if depth > -3 else None
        return made if made is not None else name or self.literal(kind)

    def literal(self, kind):
        n = self.number
        return {
            "int": lambda: str(n(12)), "float": lambda: "%d.%d" % (n(9), n(99)), "str": lambda: repr(self.one("ab", "x", "", "hello", "é")),
            "list": lambda: "[%s]" % ", ".join(str(n(9)) for _ in range(2 + n(4))),
            "rows": lambda: self.one("[[1, 2], [3, 4, 5], [%d]]" % n(), "[[%d] * 3] * 3" % n(), "[[k, k + %d] for k in range(4)]" % n()),
            "dict": lambda: "{%s}" % ", ".join("%d: %d" % (k, n()) for k in range(3)), "set": lambda: "{%d, %d, 5}" % (n(), n()),
            "tuple": lambda: "(%d, %d)" % (n(), n()), "obj": lambda: "%s(%d)" % (self.one(*[c[0] for c in self.classes]), n()),
            "objs": lambda: "[%s(k) for k in range(%d)]" % (self.one(*[c[0] for c in self.classes]), 3 + n(4)),
        }[kind]()

    def call(self, kind, depth):
        fitting = [one for one in self.functions if one[2] == kind]
        if not fitting:
            return None
        name, kinds, _ = self.rng.choice(fitting)
        args = [self.expr(one, depth) for one in kinds]
        if len(args) > 1 and self.chance(0.1):
            return "%s(*(%s))" % (name, ", ".join(args))
        return "%s(%s)" % (name, ", ".join(args))

    def make_int(self, depth):
        e = lambda kind="int": self.expr(kind, depth)  # noqa: E731
        pick = self.number(38)
        if pick < 9:
            return self.call("int", depth)
        if pick < 13:
            return "(%s %s %s) %% %d" % (e(), self.one("+", "-", "*", "^", "|"), e(), self.one(*PRIMES))
        held = self.name("obj")
        fresh = self.fresh("t")
        return [
            lambda: "len(%s)" % e(self.one("list", "rows", "dict", "set", "str")),
            lambda: "sum(%s)" % e("list"),
            lambda: "%s[%s %% 2]" % (e("list"), e()),
            lambda: "%s.get(%s, %s)" % (e("dict"), e(), e()),
            lambda: "max(%s, default=0)" % e("list"),
            lambda: "min(%s, %s)" % (e(), e()),
            lambda: "sum(%s for %s in %s)" % (self.inner(fresh, "int", depth), fresh, e("list")),
            lambda: "sum([%s for %s in range(%d) if %s %% 2])" % (self.inner(fresh, "int", depth), fresh, 3 + self.number(), fresh),
            lambda: "(%s if %s else %s)" % (e(), self.test(depth), e()),
            lambda: "len(str(%s))" % e(),
            lambda: "next(iter(%s), 3)" % e("list"),
            lambda: "sorted(%s)[0]" % e("list"),
            lambda: "sum(map(lambda %s: %s, %s))" % (fresh, self.inner(fresh, "int", depth), e("list")),
            lambda: "(%s := %s)" % (fresh, e()) if self.depth == 0 else e(),
            lambda: "functools.reduce(lambda a, b: (a * 3 + b) % 101, {}, {})".format(e("list"), e()),
            lambda: "%s.value" % held if held else None,
            lambda: "%s.step(%s)" % (held, e()) if held else None,
            lambda: "%s + %s" % (held, e()) if held else None,
            lambda: "%s.held[0]" % held if held else None,
            lambda: "int(%s)" % e("float"),
            lambda: "sum(len(r) for r in %s)" % e("rows"),
            lambda: "sum(q.value for q in %s)" % self.name("objs") if self.name("objs") else None,
            lambda: "%s.count(%s)" % (self.name("objs"), held) if self.name("objs") and held else None,
            lambda: "(3 if %s in %s else 4)" % (held, self.name("objs")) if self.name("objs") and held else None,
            lambda: "len([q for q in %s if q != %s])" % (self.name("objs"), held) if self.name("objs") and held else None,
        ][pick - 13]()

    def inner(self, name, kind, depth):
        """An expression in which one more int is known."""
        before = self.within()
        self.depth += 1
        self.know("int", name)
        text = self.expr(kind, depth)
        self.names = before
        self.depth -= 1
        return text

    def make_float(self, depth):
        return self.one("%s * 0.1", "math.sqrt(abs(%s))", "%s / 3", "round(%s * 1.7, 2)") % self.expr("int", depth)

    def make_str(self, depth):
        return self.one(
            lambda: "str(%s)" % self.expr("int", depth), lambda: "f'{%s}-{%s:>3}'" % (self.expr("int", 0), self.expr("int", 0)),
            lambda: "'%%d:%%s' %% (%s, %s)" % (self.expr("int", depth), self.expr("str", depth)),
            lambda: "','.join(str(j) for j in %s)" % self.expr("list", depth), lambda: "%s.upper()" % self.expr("str", depth),
        )()

    def make_list(self, depth):
        fresh = self.fresh("t")
        e = lambda kind="int": self.expr(kind, depth)  # noqa: E731
        return self.one(
            lambda: "[%s for %s in range(%d)]" % (self.inner(fresh, "int", depth), fresh, 2 + self.number(6)),
            lambda: "[%s for %s in %s if %s != 3]" % (self.inner(fresh, "int", depth), fresh, e("list"), fresh),
            lambda: "sorted(%s)" % e("list"), lambda: "%s[1:]" % e("list"), lambda: "(%s + [%s])" % (e("list"), e()),
            lambda: "list(map(abs, %s))" % e("list"), lambda: "%s[%s %% 2]" % (e("rows"), e()), lambda: "list(%s)" % e("set"),
            lambda: "[a + b for a, b in zip(%s, %s)]" % (e("list"), e("list")), lambda: "%s[::-1]" % e("list"),
            lambda: "max(%s, key=len)" % e("rows"), lambda: "max(%s, key=sum)" % e("rows"), lambda: "min(*%s, [1, 2])" % e("rows"),
            lambda: self.call("list", depth), lambda: "list(%s.values())" % e("dict"), lambda: "%s.held" % e("obj") if self.name("obj") else None,
            lambda: "(%s or [1, 2])" % e("list"), lambda: "next(iter(%s))" % e("rows"), lambda: "copy.copy(%s)" % e("list"),
            lambda: "list(reversed(%s))" % e("list"), lambda: "sorted(%s, key=lambda j: (j %% 3, j))" % e("list"),
        )()

    def make_rows(self, depth):
        e = lambda kind="int": self.expr(kind, depth)  # noqa: E731
        return self.one(
            lambda: "[%s, %s]" % (e("list"), e("list")), lambda: "sorted(%s)" % e("rows"), lambda: "list(%s)" % e("rows"),
            lambda: "[list(r) for r in %s]" % e("rows"), lambda: "([%s] * 2)" % e("list"), lambda: "(%s[:2] + [[1, 2]])" % e("rows"),
            lambda: "copy.deepcopy(%s)" % e("rows"), lambda: self.call("rows", depth),
        )()

    def make_dict(self, depth):
        fresh = self.fresh("t")
        e = lambda kind="int": self.expr(kind, depth)  # noqa: E731
        return self.one(
            lambda: "{%s: %s for %s in range(5)}" % (fresh, self.inner(fresh, "int", depth), fresh), lambda: "dict(%s)" % e("dict"),
            lambda: "dict(enumerate(%s))" % e("list"), lambda: "{**%s, %s: 1}" % (e("dict"), e()), lambda: self.call("dict", depth),
            lambda: "collections.Counter(%s)" % e("list"), lambda: "dict.fromkeys(%s, %s)" % (e("list"), e()),
        )()

    def make_set(self, depth):
        fresh = self.fresh("t")
        return self.one(
            lambda: "{%s for %s in %s}" % (self.inner(fresh, "int", depth), fresh, self.expr("list", depth)),
            lambda: "set(%s)" % self.expr("list", depth), lambda: "(%s | {%s})" % (self.expr("set", depth), self.expr("int", depth)),
        )()

    def make_objs(self, depth):
        return self.one("list(%s)", "%s[1:]", "sorted(%s, key=lambda q: q.value)") % self.name("objs") if self.name("objs") else None

    def make_tuple(self, depth):
        return "(%s, %s)" % (self.expr("int", depth), self.expr("int", depth))

    def make_obj(self, depth):
        return "%s(%s)" % (self.one(*[c[0] for c in self.classes]), self.expr("int", depth)) if self.classes else None

    def test(self, depth):
        return self.one(
            "%s %% 3 == %d" % (self.expr("int", depth), self.number(3)), "%s in %s" % (self.expr("int", 0), self.expr(self.one("list", "set", "dict"), 0)),
            "%s < %s" % (self.expr("int", depth), self.expr("int", 0)), "any(j %% 5 == 4 for j in %s)" % self.expr("list", 0),
            "not %s" % self.expr("list", 0), "%s > 3 and %s %% 2" % (self.expr("int", 0), self.expr("int", 0)),
        )

    # ---- statements

    def effect(self, scope):
        """A statement that changes something that is there already."""
        e = lambda kind="int", depth=1: self.expr(kind, depth)  # noqa: E731
        l, d, s, r, o = (self.name(kind) for kind in ("list", "dict", "set", "rows", "obj"))
        options = []
        if l:
            options += [
                "%s.append(%s)" % (l, e()), "%s[%s %% len(%s)] += %s" % (l, e(), l, e()), "%s[0], %s[-1] = %s[-1], %s[0]" % (l, l, l, l),
                "%s += [%s]" % (l, e()), "%s.insert(0, %s)" % (l, e()), "%s.sort()" % l, "%s.pop() if len(%s) > 2 else None" % (l, l),
                "%s[1:2] = [%s]" % (l, e()), "%s.extend(%s)" % (l, e("list", 0) + "[:3]"), "%s.reverse()" % l, "list.append(%s, %s)" % (l, e()),
                "heapq.heappush(%s, %s)" % (l, e()), "del %s[1:3]" % l, "%s[%s %% 2] = %s" % (l, e(), e()), "%s *= 1" % l,
                "random.Random(%s).shuffle(%s)" % (e(), l), "[%s.append(j) for j in range(2)]" % l, "operator.iadd(%s, [1])" % l,
            ]
        if d:
            options += [
                "%s[%s] = %s" % (d, e(), e()), "%s[%s] = %s.get(%s, 0) + 1" % (d, e(), d, e()), "%s.setdefault(%s, %s)" % (d, e(), e()),
                "%s.update({%s: %s})" % (d, e(), e()), "%s.pop(%s, None)" % (d, e()), "%s |= {%s: 1}" % (d, e()),
            ]
        if s:
            options += ["%s.add(%s)" % (s, e()), "%s |= {%s}" % (s, e()), "%s.discard(%s)" % (s, e()), "%s ^= {%s}" % (s, e())]
        if r:
            options += [
                "%s[0].append(%s)" % (r, e()), "%s[%s %% 2][0] = %s" % (r, e(), e()), "%s[0] = %s" % (r, e("list")), "%s.append(%s)" % (r, e("list")),
                "max(%s, key=len).append(%s)" % (r, e()), "max(*%s).append(%s)" % (r, e()), "for row in %s:\n    row[0] += %s" % (r, e()),
                "sorted(%s)[0].append(%s)" % (r, e()), "%s[0], %s[1] = %s[1], %s[0]" % (r, r, r, r), "next(iter(%s)).append(%s)" % (r, e()),
                "a, *rest = %s\nfor one in rest:\n    one.append(%s)" % (r, e()), "list(map(lambda q: q.append(1), %s))" % r, "%s[-1] += [%s]" % (r, e()),
            ]
        if o:
            options += [
                "%s.step(%s)" % (o, e()), "%s.value = %s" % (o, e()), "%s.value += 1" % o, "%s.held.append(%s)" % (o, e()), "%s.total += 1" % o,
                "%s.held = %s" % (o, e("list")), "%s.bump()" % o, "%s += %s" % (o, e()) if self.depth == 0 and scope != "def" else "%s.bump()" % o,
                "%s.made += 1" % self.one(*[c[0] for c in self.classes]),
            ]
        return self.rng.choice(options) if options else "pass"

    def block(self, scope, size, loops=1):
        """Statements as lines; new names are known to those that follow."""
        lines = []
        for _ in range(size):
            lines += self.statement(scope, loops).split("\n")
        return lines

    def indented(self, lines):
        return "\n".join("    " + one for one in lines)

    def nested(self, scope, size, loops=0):
        before = self.within()
        lines = self.block(scope, size, loops)
        self.names = before
        return self.indented(lines)

    def statement(self, scope, loops):
        pick = self.number(26)
        if pick < 7:
            kind = self.one("int", "int", "int", "list", "list", "float", "str", "dict", "set", "rows", "tuple", *(["obj"] if self.classes else []))
            text = self.expr(kind)
            known = self.name(kind)
            name = known if known and self.chance(0.3) and "." not in known else self.fresh(kind[0])
            if name != known:
                self.know(kind, name)
            return "%s = %s" % (name, text)
        if pick < 12:
            return self.effect(scope)
        if pick < 14:
            name = self.name("int")
            return "%s %s= %s" % (name, self.one("+", "-", "^"), self.expr("int")) if name else self.effect(scope)
        if pick < 16:
            return "if %s:\n%s%s" % (self.test(1), self.nested(scope, 1 + self.number(2)), self.one("", "\nelse:\n" + self.nested(scope, 1)))
        if pick < 17:
            return "print(%s, %s)" % (self.expr(self.one("int", "str", "list")), self.expr("int", 0))
        if pick < 18:
            return "try:\n%s\nexcept (ValueError, IndexError, KeyError, ZeroDivisionError, TypeError, AttributeError) as error:\n    print(type(error).__name__, error)%s" % (
                self.nested(scope, 2, loops), self.one("", "\nelse:\n" + self.nested(scope, 1), "\nfinally:\n" + self.nested(scope, 1)))
        if pick < 19:
            return self.one(
                "if %s:\n    raise ValueError(%s)" % (self.test(0) + " and %s == 6" % self.expr("int", 0), self.expr("int", 0)),
                "assert %s != 5, %s" % (self.expr("int"), self.expr("str", 0)), "with managed(%s) as m:\n%s" % (self.expr("int", 0), self.nested(scope, 1)),
                "a, b = %s\n" % self.expr("tuple") + self.effect(scope), "while_left = 3\nwhile while_left:\n    while_left -= 1\n%s" % self.nested(scope, 1))
        if loops:
            return self.loop(scope, loops - 1)
        return self.effect(scope)

    def iterable(self):
        """(text, target, names that the target binds)"""
        v, w = self.fresh("i"), self.fresh("j")
        e = lambda kind: self.expr(kind, 0)  # noqa: E731
        return self.rng.choice([
            ("range(%d)" % (4 + self.number(8)), v, [("int", v)]), ("range(%d)" % (4 + self.number(8)), v, [("int", v)]), (e("list"), v, [("int", v)]),
            (e("rows"), v, [("list", v)]), ("enumerate(%s)" % e("list"), "%s, %s" % (v, w), [("int", v), ("int", w)]),
            ("zip(%s, %s)" % (e("rows"), e("list")), "%s, %s" % (v, w), [("list", v), ("int", w)]), ("%s.items()" % e("dict"), "%s, %s" % (v, w), [("int", v), ("int", w)]),
            ("list(%s)" % e("dict"), v, [("int", v)]), ("sorted(%s)" % e("set"), v, [("int", v)]), ("enumerate(%s)" % e("rows"), "%s, %s" % (v, w), [("int", v), ("list", w)]),
            ("reversed(%s)" % e("list"), v, [("int", v)]), ("itertools.product(range(3), range(3))", "%s, %s" % (v, w), [("int", v), ("int", w)]),
            ("range(3, 12, 2)", v, [("int", v)]), ("%s[:]" % e("list"), v, [("int", v)]),
            *([("[%s(k) for k in range(6)]" % self.classes[0][0], v, [("obj", v)])] * 2 if self.classes else []),
            *([(self.name("objs"), v, [("obj", v)]), ("enumerate(%s)" % self.name("objs"), "%s, %s" % (v, w), [("int", v), ("obj", w)])] * 2 if self.name("objs") else []),
        ])

    def heavy(self):
        """A call that looks expensive."""
        kind = self.one("int", "int", "int", "list", "dict", "rows")
        text = self.call(kind, 1)
        return (kind, text) if text else ("int", "sum(q * q for q in range(9)) % 7")

    def loop(self, scope, loops):
        before = self.within()
        self.names = self.within()
        items, target, bound = self.iterable()
        for held in self.names.values():
            # Going through what the body lengthens mostly never ends.
            if items in held and self.chance(0.9):
                held.remove(items)
        for kind, name in bound:
            self.know(kind, name)
        if self.chance(0.4):
            text = self.comprehension(items, target)
            self.names = before
            name = self.fresh(text[0][0])
            self.know(text[0], name)
            return "%s = %s" % (name, text[1])
        if self.chance(0.15):
            text = self.over_items(items)
            if text:
                self.names = before
                name = self.fresh("c")
                self.know(text[0], name)
                return text[1].replace("NAME", name)
        lines = []
        if self.chance(0.85):
            kind, text = self.heavy()
            name = self.fresh("h")
            lines.append("%s = %s" % (name, text))
            self.know(kind, name)
        lines += self.block(scope, 1 + self.number(3), loops)
        l, d = self.name("list"), self.name("dict")
        end = self.number(9)
        if end < 3 and before.get("list"):
            lines.append("%s.append(%s)" % (self.rng.choice(before["list"]), self.expr("int")))
        elif end < 5 and before.get("dict"):
            lines.append("%s[%s] = %s" % (self.rng.choice(before["dict"]), self.expr("int", 0), self.expr("int")))
        elif end < 7 and before.get("int"):
            lines.append("%s %s= %s" % (self.rng.choice(before["int"]), self.one("+", "+", "^", "-"), self.expr("int")))
        elif end == 7:
            lines.append("if %s:\n    %s" % (self.test(0), self.one("break", "continue")))
            lines = "\n".join(lines).split("\n")
            lines += self.block(scope, 1, 0)
        del l, d
        self.names = before
        after = "\nelse:\n" + self.nested(scope, 1) if self.chance(0.1) else ""
        return "for %s in %s:\n%s%s" % (target, items, self.indented("\n".join(lines).split("\n")), after)

    def over_items(self, items):
        """A call that goes through the items with a function of one argument."""
        fitting = [one for one in self.functions if len(one[1]) == 1 and one[2] == "int" and one[1][0] in ("int", "list")]
        if not fitting:
            return None
        name, (kind,), _ = self.rng.choice(fitting)
        items = {"int": self.one("range(9)", self.expr("list", 0), "list(range(7))"), "list": self.expr("rows", 0)}[kind]
        function = self.one(name, name, "lambda q: %s(q)" % name, "lambda q: %s(q) + %s" % (name, self.expr("int", 0)))
        effect = self.effect("module").split("\n")
        return self.one(
            ("list", "NAME = list(map(%s, %s))" % (function, items)), ("list", "NAME = sorted(%s, key=%s)[:1] and [1, 2]" % (items, function)),
            ("int", "NAME = len(str(min(%s, key=%s, default=3)))" % (items, function)), ("int", "NAME = sum(map(%s, %s))" % (function, items)),
            ("int", "NAME = len(str(max(%s, key=%s, default=3)))" % (items, function)), ("list", "NAME = [q for q in filter(%s, %s)][:0] + [1, 2]" % (function, items)),
            ("int", "NAME = 0\nfor q in map(%s, %s):\n    NAME += q\n%s" % (function, items, self.indented(effect))),
            ("list", "lazy = map(%s, %s)\n%s\nNAME = list(lazy) + [1, 2]" % (function, items, "\n".join(effect))),
            ("int", "NAME = any(map(%s, %s)) + 1" % (function, items)), ("int", "NAME = len(','.join(map(str, map(%s, %s))))" % (function, items)),
            ("list", "NAME = list(itertools.starmap(lambda a, b: %s(a) + b, zip(%s, range(5)))) + [1, 2]" % (name, items)),
            ("list", "NAME = %s\nNAME.sort(key=lambda q: %s(q) if q else 0)\nNAME = [len(str(NAME)), 1]" % (self.one("list(%s)" % items, "%s[:]" % items if not items.startswith("range") else "list(%s)" % items), name)),
            ("list", "a, b = map(%s, [%s, %s])\nNAME = [a, b]" % (function, *[self.expr(kind, 1)] * 2)),
        )

    def comprehension(self, items, target):
        """(kind, text); the target's names are known."""
        self.depth += 1
        kind, text = self.heavy()
        value = self.one(text, self.expr("int"), "%s + %s" % (text, self.expr("int", 0)) if kind == "int" else text)
        where = self.one("", "", " if %s" % self.test(0))
        self.depth -= 1
        loop = "for %s in %s%s" % (target, items, where)
        if kind != "int":
            return ("rows", "[%s %s]" % (text, loop)) if kind == "list" else ("int", "len([%s %s])" % (text, loop))
        return self.one(
            ("list", "[%s %s]" % (value, loop)), ("list", "[%s %s]" % (value, loop)), ("set", "{%s %s}" % (value, loop)),
            ("dict", "{%s: %s %s}" % (self.expr("int", 0), value, loop)), ("int", "sum(%s %s)" % (value, loop)), ("int", "max((%s %s), default=1)" % (value, loop)),
            ("int", "int(any(%s > 9 %s))" % (value, loop)), ("int", "int(all(%s > 1 %s))" % (value, loop)), ("list", "sorted(%s %s)" % (value, loop)),
            ("int", "next((%s %s), 4)" % (value, loop)), ("list", "list(%s %s)" % (value, loop)), ("str", "'-'.join(str(%s) %s)" % (value, loop)),
            ("int", "len(list(filter(lambda q: q %% 2, [%s %s])))" % (value, loop)),
        )

    # ---- definitions

    def function(self, impure):
        name = self.fresh("f")
        kinds = [self.one("int", "int", "int", "list", "rows", "dict", *(["obj", "obj", "objs"] if self.classes else [])) for _ in range(1 + self.number(2))]
        names = [self.fresh("p") for _ in kinds]
        result = self.one("int", "int", "int", "list", "dict", "rows")
        outer = self.within()
        readable = {kind: [n for n in held if n in self.globals or self.chance(0.3)] for kind, held in outer.items()}
        self.names = readable if self.chance(0.6) else {}
        for kind, one in zip(kinds, names):
            self.know(kind, one)
        writes, lines = [], []
        params = list(names)
        if impure and self.chance(0.2):
            one = self.fresh("m")
            kind = self.one("list", "dict", "set")
            params.append("%s=%s" % (one, self.literal(kind)))
            self.know(kind, one)
        ints = [n for n in self.globals if self.globals[n] == "int"]
        if impure and ints and self.chance(0.35):
            writes = [self.rng.choice(ints)]
            lines += ["global %s" % writes[0], "%s = (%s + %d) %% 97" % (writes[0], writes[0], 1 + self.number())]
        # Names that a function assigns are its own: do not read a global of that name before.
        assigned = {n for n in self.globals} - set(writes)
        acc = self.fresh("acc")
        work = self.one(
            "%s = 1\nfor q in range(12):\n    %s = (%s * 3 + q) %% 101" % (acc, acc, acc),
            "%s = sum(q * q for q in range(10))" % acc, "%s = 3\nwhile %s < 90:\n    %s = %s * 2 + 1" % (acc, acc, acc, acc))
        lines += work.split("\n")
        self.know("int", acc)
        for _ in range(self.number(3)):
            if impure and self.chance(0.6):
                lines += self.effect("def").split("\n")
            else:
                kind = self.one("int", "list", "dict", "rows")
                text = self.expr(kind)
                fresh = self.fresh("v")
                lines.append("%s = %s" % (fresh, text))
                self.know(kind, fresh)
                if kind != "int" and self.chance(0.7):
                    only = {k: [n for n in held if n in (fresh, acc, *names[:1]) and (n == fresh or k == "int")] for k, held in self.names.items()}
                    kept, self.names = self.names, only
                    lines += self.effect("def").split("\n")
                    self.names = kept
        if impure and self.chance(0.15):
            lines.append("print('%s', %s)" % (name, self.expr("int", 0)))
        if self.chance(0.1):
            lines += ["if %s == 4:" % self.expr("int", 0), "    raise KeyError(%s)" % acc]
        value = self.expr(result)
        lines.append("return %s" % (value if result != "int" else "(%s + %s) %% 103" % (value, acc)))
        del assigned
        lines = "\n".join(lines).split("\n")
        # `x += ...` on a global makes it local: say that it is not.
        augmented = {one.split(" ")[0] for one in (line.strip() for line in lines) if len(one.split(" ")) > 2 and one.split(" ")[1].endswith("=")
                     and one.split(" ")[1] != "=="} & set(self.globals) - set(writes)
        if augmented:
            lines.insert(0, "global %s" % ", ".join(sorted(augmented)))
        self.names = outer
        self.functions.append((name, kinds, result))
        decorator = "@functools.lru_cache(maxsize=None)\n" if set(kinds) == {"int"} and len(params) == len(names) and self.chance(0.08) else ""
        return "%sdef %s(%s):\n%s" % (decorator, name, ", ".join(params), self.indented(lines))

    def closure(self):
        """A function that another one makes, with state of its own or without."""
        name, make = self.fresh("f"), self.fresh("make")
        self.functions.append((name, ["int"], "int"))
        body = self.one(
            "    def inner(x):\n        return sum((x * k + base) % 7 for k in range(8))",
            "    def inner(x):\n        nonlocal base\n        base = (base + 1) % 50\n        return sum((x * k + base) % 7 for k in range(8))",
            "    held = [base]\n    def inner(x):\n        held.append(x)\n        return sum((x * k) % 7 for k in range(8)) + len(held)",
            "    inner = lambda x, held={}: held.setdefault(x %% 5, x) + sum(k * x for k in range(base))".replace("%%", "%"),
            "    inner = lambda x: sum(k * x %% 11 for k in range(base + 3))".replace("%%", "%"),
        )
        return "def %s(base):\n%s\n    return inner\n%s = %s(%d)" % (make, body, name, make, self.number())

    def generator(self):
        name, gen = self.fresh("f"), self.fresh("gen")
        self.functions.append((name, ["int"], "int"))
        target = self.name("list")
        effect = "    %s.append(n)\n" % target if target and target in self.globals and self.chance(0.4) else ""
        return "def %s(n):\n%s    for k in range(n %% 5 + 3):\n        yield (n * k + 1) %% 13\ndef %s(n):\n    return sum(%s(n))" % (gen, effect, name, gen)

    def klass(self):
        name = self.fresh("C")
        base = self.classes[-1][0] if self.classes and self.chance(0.4) else ""
        n = self.number
        if not base and self.chance(0.25):
            self.classes.append((name,))
            return ("@dataclasses.dataclass\nclass %s:\n    value: int = 1\n    total: int = 0\n    held: list = dataclasses.field(default_factory=lambda: [1, 2])\n    made = 0\n"
                    "    def step(self, by):\n        %s\n        return sum((self.value * k + by) %% 7 for k in range(9))\n    def bump(self):\n        self.total += 1\n"
                    "    def __add__(self, other):\n        return (self.value + other) %% 31" % (name, self.one("pass", "self.total += by", "self.held.append(by)")))
        step = self.one("pass", "pass", "self.value += 1", "self.held.append(by)", "%s.made += 1" % name, "type(self).made += 1", "self.shared.append(by)", "self.total = by")
        lines = ["class %s%s:" % (name, "(%s)" % base if base else ""), "    made = 0", "    shared = []"]
        if not base or self.chance(0.5):
            lines += ["    def __init__(self, value=1):"] + (["        super().__init__(value)"] if base else [
                "        self._value = value", "        self.held = %s" % self.one("[value, 1]", "self.shared", "[0]"), "        self.total = 0"])
            lines.append("        " + self.one("pass", "pass", "%s.made += 1" % name, "self.total = self.made"))
        if not base:
            lines += ["    @property", "    def value(self):", "        %s" % self.one("pass", "pass", "self.total += 1"), "        return self._value % 37",
                      "    @value.setter", "    def value(self, to):", "        self._value = to", "        %s" % self.one("pass", "self.total += 1"),
                      "    def bump(self):", "        self.total += 1", "        return self"]
            lines += ["    def __add__(self, other):", "        %s" % self.one("pass", "pass", "self.total += 1"), "        return (self.value + other) % 31"]
        if self.chance(0.2):
            lines += ["    def __iadd__(self, other):", "        self._value = self.value + other", "        return self"]
        if self.chance(0.3):
            lines += ["    def __eq__(self, other):", "        %s" % self.one("pass", "self.total += 1"), "        return isinstance(other, %s) and self.value == other.value" % name,
                      "    def __hash__(self):", "        return self.value"]
        if self.chance(0.3):
            lines += ["    def __repr__(self):", "        %s" % self.one("pass", "self.total += 1"), "        return '%s(%%d)' %% self._value" % name]
        lines += ["    def step(self, by):", "        " + step, "        total = %d" % n(), "        for k in range(10):", "            total = (total * 3 + k * by + self._value) % 101"]
        lines.append("        return " + self.one("total", "total", "total + super().step(by)" if base else "total", "total + self.made", "total + len(self.held)"))
        if base and not self.chance(0.9):
            lines = lines[:3] + ["    pass"]
        self.classes.append((name,))
        return "\n".join(lines)

    # ---- the whole

    def program(self):
        parts = [IMPORTS, "@contextlib.contextmanager\ndef managed(x):\n    yield x" + self.one("", "\n    ENTERED.append(x)"), "ENTERED = []"]
        for kind in ("int", "int", "list", "list", "rows", "dict", "set", "int"):
            name = self.fresh("g")
            same = self.name(kind)
            self.globals[name] = kind
            parts.append("%s = %s" % (name, same if same and kind != "int" and self.chance(0.2) else self.literal(kind)))
            self.know(kind, name)
        if self.chance(0.5):
            for _ in range(1 + self.number(2)):
                parts.append(self.klass())
            name = self.fresh("g")
            self.globals[name] = "obj"
            parts.append("%s = %s" % (name, self.literal("obj")))
            self.know("obj", name)
            name = self.fresh("g")
            self.globals[name] = "objs"
            parts.append("%s = %s" % (name, self.literal("objs")))
            self.know("objs", name)
        impurity = self.one(0, 0.2, 0.5)
        for _ in range(2 + self.number(3)):
            parts.append(self.one(*["function"] * 6, "closure", "generator"))
            parts[-1] = self.function(self.chance(impurity)) if parts[-1] == "function" else getattr(self, parts[-1])()
        if self.chance(0.5):
            lines = []
            for _ in range(2 + self.number(3)):
                lines += self.loop("module", 1).split("\n") if self.chance(0.65) else self.statement("module", 1).split("\n")
            parts.append("\n".join(lines))
        else:
            # In a function: what is assigned there are locals, made from the globals first.
            outer = self.within()
            self.names, lines = {}, []
            for kind in ("int", "list", "rows", "dict", "set"):
                held = self.rng.choice(outer[kind])
                name = self.fresh("l")
                lines.append("%s = %s" % (name, self.one(held, self.literal(kind))))
                self.know(kind, name)
            if outer.get("obj"):
                lines.append("o = %s" % self.one(outer["obj"][0], self.literal("obj")))
                self.know("obj", "o")
                lines.append("os = %s" % self.one(outer["objs"][0], self.literal("objs")))
                self.know("objs", "os")
            for _ in range(2 + self.number(3)):
                lines += self.loop("def", 1).split("\n") if self.chance(0.65) else self.statement("def", 1).split("\n")
            shown = sorted({n for kind, held in self.names.items() for n in held if kind not in ("obj", "objs")})
            lines.append("print(%s)" % ", ".join(shown))
            parts.append("def main():\n%s\nmain()" % self.indented(lines))
            self.names = outer
        shown = sorted({n for kind, held in self.names.items() for n in held if kind not in ("obj", "objs")})
        objs = sorted(set(self.names.get("obj", ())))
        parts.append("print(%s)" % ", ".join(shown + ["%s.value, %s.held, %s.total" % (one, one, one) for one in objs if one.startswith("g")]))
        parts.append("print(ENTERED, random.random())")
        return "\n".join(parts) + "\n"


def program(seed):
    """The first that is a program at all, of those that the seed gives."""
    for attempt in range(50):
        text = Maker("%s.%s" % (seed, attempt)).program()
        try:
            compile(text, "script.py", "exec")
            return text
        except (SyntaxError, ValueError):
            continue
    return "pass\n"


if __name__ == "__main__":
    import sys

    print(program(int(sys.argv[1])))
