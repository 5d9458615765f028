"""Runs many small programs quickly, plain and under the driver: each in a fork of this process instead of
an interpreter of its own (4 ms instead of 150), with the plan from one long-lived node process.

Harsher than a real run: tasks are of one or two items, each in a namespace of its own, so that state
which survives from item to item in an executor cannot hide; and what is compared is not only the output
but everything that can be reached from the script's globals at the end, aliasing included.
"""
import array, io, json, os, pathlib, select, signal, shutil, socket, struct, subprocess, sys
import tempfile, time, traceback, types

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[1] / "packages/worker/python/runsurge"))
import ast, auto.core, auto.executor, auto.nodes, auto.rewrite, auto.stage, auto.tasks, auto.wire  # noqa: E402
import bisect, collections, contextlib, copy, dataclasses, decimal, enum, fractions, functools, heapq  # noqa: E402
import itertools, math, operator, random, re, statistics, string, textwrap, typing  # noqa: E402

# Seconds: plain, and under the driver with its many little tasks.
TIMEOUT, DRIVEN_TIMEOUT = 1.5, 8
FILENAME = "script.py"
ENVIRONMENT = dict(os.environ)


class Planner:
    """The analyzer as a process that stays."""

    def __init__(self):
        self.node = subprocess.Popen(
            ["node", str(here / "plan.mjs"), "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def plan(self, text):
        self.node.stdin.write(json.dumps(text).encode() + b"\n")
        self.node.stdin.flush()
        return json.loads(self.node.stdout.readline())

    def close(self):
        self.node.stdin.close()
        self.node.wait()


class Outcome:
    def __init__(self, observed, decisions):
        self.observed, self.decisions = observed, decisions
        self.ended = observed["exit"] != "no end"
        self.spread = sum(one["decision"] == "spread" for one in decisions)

    def differs(self, other):
        return [key for key in {**self.observed, **other.observed} if self.observed.get(key) != other.observed.get(key)]


def run(text, plan=None, seed=0, stdin=b""):
    """What a program does: plain, or with a plan under the driver."""
    folder = tempfile.mkdtemp(prefix="fuzz-")
    try:
        return forked(text, plan, seed, stdin, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def forked(text, plan, seed, stdin, folder):
    files = [os.memfd_create(name, 0) for name in ("in", "out", "err", "state")]
    os.write(files[0], stdin)
    os.lseek(files[0], 0, 0)
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            ours.close()
            os.setpgid(0, 0)
            status = child(text, plan, seed, files, theirs, folder)
        except BaseException:
            os.write(2, b"HARNESS " + traceback.format_exc().encode())
        finally:
            os._exit(status)
    theirs.close()
    said = bytearray()
    code = ended(pid, TIMEOUT if plan is None else DRIVEN_TIMEOUT, ours, said)
    ours.close()
    # Where an object lies is nobody's promise.
    texts = [re.sub(rb" at 0x[0-9a-f]+", b" at 0x", os.pread(one, 1 << 22, 0)) for one in files[1:]]
    for one in files:
        os.close(one)
    observed = {"exit": code, "stdout": texts[0], "stderr": texts[1], "state": texts[2]}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file() and path.name != FILENAME:
            observed[path.name] = path.read_bytes()
    return Outcome(observed, [one for one in messages(said) if one["t"] == "decision"])


def ended(pid, seconds, channel, said):
    """Its exit status, with all it said; what takes too long is stopped with everything it started."""
    fd, until, over = os.pidfd_open(pid), time.monotonic() + seconds, False
    open_ones = [fd, channel]
    while not over and time.monotonic() < until:
        for one in select.select(open_ones, [], [], max(0, until - time.monotonic()))[0]:
            if one == fd:
                over = True
            elif data := channel.recv(1 << 16):
                said += data
            else:
                open_ones.remove(channel)
    os.close(fd)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # an executor that goes on, too
    _, status = os.waitpid(pid, 0)
    while data := channel.recv(1 << 16):
        said += data
    return os.waitstatus_to_exitcode(status) if over else "no end"


def messages(said):
    at = 0
    while at < len(said):
        size, head = struct.unpack_from(">II", said, at)
        yield json.loads(said[at + 8 : at + 8 + head])
        at += 4 + size


# ---- in the child


def child(text, plan, seed, files, channel, folder):
    for number, one in enumerate(files[:3]):
        os.dup2(one, number)
    os.chdir(folder)
    filename = os.path.join(folder, FILENAME)
    pathlib.Path(filename).write_text(text)
    # So that tracebacks name the script alike, wherever it runs.
    filename = FILENAME
    main = types.ModuleType("__main__")
    main.__file__ = filename
    sys.modules["__main__"] = main
    sys.argv = [FILENAME]
    sys.path.insert(0, folder)
    random.seed(1234567)
    # Warnings (an invalid escape, a bad `is`) are the parser's, said twice: not what is tested here.
    sys.warnoptions[:] = []
    import warnings
    warnings.simplefilter("ignore")
    tree, runtime = ast.parse(text, filename), None
    if plan is not None:
        if auto.rewrite.rewrite(tree, plan, lambda region: True):
            runtime = driver(plan, seed, channel, text, filename, main)
    code = compile(tree, filename, "exec", dont_inherit=True)
    if runtime is not None:
        runtime.module_code = code
    status = execute(code, main.__dict__)
    with contextlib.suppress(Exception):
        sys.stdout.flush()
    if runtime is not None:
        runtime.finish()
    os.write(files[3], describe(main, dead_names(ast.parse(text))).encode("utf-8", "backslashreplace"))
    return status


def execute(code, namespace):
    status = 0
    try:
        exec(code, namespace)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        if status == 1 and not isinstance(end.code, int):
            print(end.code, file=sys.stderr)
    except BaseException as error:
        status = 1
        sys.stdout.flush()
        traceback.print_exception(type(error), error, error.__traceback__.tb_next)
    return status & 255


def driver(plan, seed, channel, text, filename, main):
    """As auto/start.py does it, within this process."""
    script = types.SimpleNamespace(source=text, filename=filename, plan=plan)
    runtime = auto.core.Runtime(plan, "always", channel.detach(), script)
    runtime.arrived, runtime.executors, runtime.earlier = b"", 0, {}
    runtime.pid, runtime.main = os.getpid(), main.__dict__
    runtime.stdout, runtime.stderr = sys.stdout, sys.stderr
    main.__dict__[".begin"] = lambda: main.__dict__.pop(".begin")
    main.__dict__[".region"] = runtime.region
    sizes = random.Random(seed)

    def next_size(stage):
        left, again = stage.source.left() or 0, stage.region.occurrence
        stage.region.on = again < 20  # a region in a much called function: enough is enough
        return max(1, left // 2) if again > 3 else sizes.choice((1, 1, 2, 3)) + left // 8

    auto.stage.Stage.next_size = next_size
    auto.executor.run_task = alone
    auto.executor.Namespace = Named
    return runtime


class Named(auto.executor.Namespace):
    def __init__(self, script, common):
        super().__init__(script, common)
        self.made_of = script, common


run_task = auto.executor.run_task


def alone(namespace, payload):
    return run_task(Named(*namespace.made_of), payload)


# ---- what is left at the end


def dead_names(tree):
    """What loops leave in variables that nobody reads any more need not be there: all names that are
    assigned in a loop, except those that the prints at the end of the script read."""
    loops = [one for one in ast.walk(tree) if isinstance(one, (ast.For, ast.While))]
    dead = {n.id for loop in loops for n in ast.walk(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for stmt in reversed(tree.body):
        if not (isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Call)):
            break
        dead -= {n.id for n in ast.walk(stmt) if isinstance(n, ast.Name)}
    return dead


def describe(main, dead):
    """Everything reachable from the globals, as text: shared objects are numbered, so aliasing shows."""
    seen, out = {}, []
    for name, value in sorted(main.__dict__.items()):
        if not name.startswith((".", "__")) and name not in dead:
            out.append("%s = %s" % (name, shown(value, seen, 0)))
    out.append("random %r" % hash(random.getstate()))
    # Not the flags of the decimal context: a script that could look at them has no regions.
    held = decimal.getcontext()
    out.append("settings %r %r %r" % (sys.getrecursionlimit(), held.prec, held.rounding))
    out.append("environment %r" % sorted(set(os.environ.items()) ^ set(ENVIRONMENT.items())))
    return "\n".join(out)


def shown(value, seen, depth):
    kind = type(value)
    if kind in (int, float, complex, str, bytes, bool, type(None), range, slice) or depth > 40:
        return repr(value)
    if id(value) in seen and kind is not tuple:
        return "#%d" % seen[id(value)][0]
    number = len(seen)
    seen[id(value)] = number, value  # kept alive: its id stays its own

    def all_of(values):
        return ", ".join(shown(one, seen, depth + 1) for one in values)

    if isinstance(value, types.ModuleType):
        return value.__name__
    if isinstance(value, types.FunctionType):
        cells = []
        for cell in value.__closure__ or ():
            with contextlib.suppress(ValueError):
                cells.append(cell.cell_contents)
        return "#%d def %s(%s)" % (number, value.__qualname__, all_of(
            [value.__defaults__, value.__kwdefaults__, value.__dict__, cells]))
    if isinstance(value, type):
        own = value.__module__ == "__main__"
        held = [(k, v) for k, v in sorted(vars(value).items()) if own and not k.startswith("__") and k != "_abc_impl"]
        return "#%d class %s(%s)" % (number, value.__qualname__, all_of(held))
    if isinstance(value, (collections.OrderedDict, collections.defaultdict, dict)):
        return "#%d %s{%s}" % (number, kind.__name__, all_of(x for pair in list(value.items()) for x in pair)) + attributes(value, seen, depth)
    if isinstance(value, (list, tuple, set, frozenset, collections.deque)):
        mark = "" if kind is tuple else "#%d " % number
        return "%s%s[%s]" % (mark, kind.__name__, all_of(list(value))) + attributes(value, seen, depth)
    if isinstance(value, (types.MethodType, functools.partial)):
        parts = (value.__func__, value.__self__) if isinstance(value, types.MethodType) else value.__reduce__()[2:]
        return "#%d %s(%s)" % (number, kind.__name__, all_of(parts))
    if isinstance(value, BaseException):
        return "#%d %s(%s)" % (number, kind.__name__, all_of([value.args, value.__cause__, value.__context__, vars(value)]))
    if isinstance(value, (bytearray, decimal.Decimal, fractions.Fraction, array.array)):
        return "#%d %r" % (number, value)
    if isinstance(value, random.Random):
        return "#%d Random %r" % (number, hash(value.getstate()))
    if isinstance(value, io.StringIO):
        return "#%d StringIO %r %r" % (number, value.getvalue(), value.tell())
    if isinstance(value, property):
        return "property"
    if hasattr(value, "__next__"):
        rest = []
        with contextlib.suppress(Exception):
            rest = list(itertools.islice(value, 50))
        return "#%d %s<%s>" % (number, kind.__name__, all_of(rest))
    return "#%d %s" % (number, kind.__name__) + attributes(value, seen, depth)


def attributes(value, seen, depth):
    held = getattr(value, "__dict__", None)
    text = "" if not held else "(%s)" % ", ".join("%s=%s" % (k, shown(v, seen, depth + 1)) for k, v in list(held.items()))
    for kind in type(value).__mro__:
        for name in vars(kind).get("__slots__", ()):
            if hasattr(value, name):
                text += " %s=%s" % (name, shown(getattr(value, name), seen, depth + 1))
    return text


def compare(text, planner, seed=0, stdin=b""):
    """(plain outcome, driven outcome or None, what differs); None if the program is no good for this."""
    plain = run(text, None, seed, stdin)
    if not plain.ended or b"HARNESS" in plain.observed["stderr"]:
        return plain, None, None
    plan = planner.plan(text)
    if "crash" in plan:
        return plain, None, ["analyzer: " + plan["crash"]]
    if not any(one["work"] for one in plan["regions"]):
        return plain, None, []
    driven = run(text, plan, seed, stdin)
    return plain, driven, plain.differs(driven)
