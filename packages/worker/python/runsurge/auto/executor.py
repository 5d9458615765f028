# Runs tasks: takes common parts and tasks from its link, answers with results. One process, one task at
# a time; nothing of the script runs here but the functions, classes and regions that tasks name.
import ast
import gc
import io
import pickle
import sys
import types

from . import classes, nodes, tasks, values, wire

KEPT_COMMONS = 4


class Stopped(Exception):
    """A task need not go on."""


class Script:
    """The script as text; trees and code objects are made when first needed."""

    def __init__(self, source, filename):
        self.source, self.filename = source, filename

    def numbered(self, counts):
        if not hasattr(self, "_numbered"):
            self._numbered = nodes.numbered(ast.parse(self.source, self.filename))
            nodes.check(self._numbered, counts)
        return self._numbered

    def codes(self):
        if not hasattr(self, "_codes"):
            code = compile(self.source, self.filename, "exec", dont_inherit=True)
            self._codes = values.Codes(code)
        return self._codes


class Namespace:
    """What the tasks of one common part see as their module."""

    grown = False

    def __init__(self, script, common):
        self.codes = script.codes()
        self.module = types.ModuleType("__main__")
        self.globals = self.module.__dict__
        self.globals["__file__"] = script.filename
        self.shared = {}
        self.enter()
        class_names, class_globals, class_state, body = pickle.loads(common)
        self.globals.update(pickle.loads(class_globals))
        classes.Classes(script).define(class_names, self.globals, script.filename)
        state = pickle.loads(body)
        for name, data in pickle.loads(class_state).items():
            for key, value in data.items():
                setattr(self.globals[name], key, value)
        self.globals.update(state["globals"])
        self.region = state["region"]
        self.locals = state["locals"]
        self.recursion, self.depth = state["recursion"], state["depth"]
        self.decimal, self.digits = state["decimal"], state["digits"]
        self.classes = frozenset(class_names) | {
            key for key, one in self.globals.items() if isinstance(one, type) and values.is_named_tuple(one)
        }
        points = self.region["work"]["points"]
        self.function = self.shared_ids = None
        if any(one["shared"] for one in points):
            self.shared_ids = values.mutable_ids(self.locals, self.globals)
        if self.region["call"] == "pool":
            self.task = None
            self.function = self.locals.pop(".function")
            if self.locals.pop(".threads"):
                self.shared_ids = values.mutable_ids(self.globals, self.function)
            return
        if self.region["call"] is not None:
            self.task = self.call_task(self.locals.pop(".function"), self.locals.pop(".starred"))
            return
        code = compile(tasks.TaskMaker(self.region, script.numbered(state["counts"])).make(), script.filename, "exec", dont_inherit=True)
        exec(code, self.globals)
        self.task = self.globals.pop(".task")

    def call_task(self, function, starred):
        prints = self.region["work"]["points"][0]["prints"]

        def task(items, log, anything):
            for item in items:
                log.begin()
                try:
                    if prints:
                        log.listen()
                    value = function(*item) if starred else function(item)
                    log.put_printed(0, None, value) if prints else log.put(0, value)
                except anything:
                    log.fail()

        return task

    def enter(self):
        sys.modules["__main__"] = self.module
        values.Current.namespace = self


class Log:
    """What a task's points gave, item by item."""

    def __init__(self, points, out, namespace):
        self.points, self.out, self.namespace = points, out, namespace
        self.items = []
        self.present = None

    def begin(self):
        self.settle()
        self.present = [[] for _ in range(self.points)]
        self.items.append(self.present)
        self.out.printed = None

    def put(self, point, value):
        self.present[point].append(value)
        return value

    def listen(self):
        self.out.printed = []
        return None

    def put_printed(self, point, _listening, value):
        self.present[point].append((value, self.out.printed))
        self.out.printed = None
        return value

    def settle(self):
        """The item before is done. What would have changed a captured defaultdict, or warned, the driver does."""
        if self.namespace.grown or Warned.any:
            if self.items:
                self.items[-1] = None
            self.namespace.grown = Warned.any = False

    def fail(self):
        self.items[-1] = None
        self.out.printed = None

    def stop(self):
        pass


class Warned:
    """Whether a warning was given: it belongs to the script's own place, once."""

    any = False


def note_warning(*_args, **_more):
    Warned.any = True


class Recorder:
    """Stands for sys.stdout or sys.stderr while a task runs."""

    def __init__(self, real, stream, printed):
        self.real, self.stream, self.printed = real, stream, printed
        self.encoding, self.errors = real.encoding, real.errors

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError
        text.encode(self.encoding, self.errors)  # what cannot be written fails here as it does there
        into = self.printed.printed
        if into is not None:
            if into and into[-1][0] == self.stream and into[-1][1] is not None:
                into[-1] = (self.stream, into[-1][1] + text)
            else:
                into.append((self.stream, text))
        return len(text)

    def flush(self):
        if self.printed.printed is not None:
            self.printed.printed.append((self.stream, None))


class Printed:
    printed = None


def run_task(namespace, payload):
    """The pickled list of entries for each item; None for an item that has to be done by the driver."""
    namespace.enter()
    items = pickle.loads(payload)
    printed = Printed()
    outer = sys.stdout, sys.stderr
    log = Log(len(namespace.region["work"]["points"]), printed, namespace)
    sys.setrecursionlimit(namespace.recursion)
    if namespace.digits is not None:
        sys.set_int_max_str_digits(namespace.digits)
    if namespace.decimal is not None:
        import decimal

        decimal.setcontext(namespace.decimal.copy())
    sys.stdout, sys.stderr = Recorder(outer[0], 1, printed), Recorder(outer[1], 2, printed)
    try:
        at_depth(namespace.depth - depth_here() - 2, namespace.task, items, log, namespace.locals)
    except BaseException:
        log.items.append(None)
    finally:
        sys.stdout, sys.stderr = outer
        sys.setrecursionlimit(max(1000, namespace.recursion))
    log.settle()
    del log.items[len(items) :]
    log.items.extend([None] * (len(items) - len(log.items)))
    return pack(namespace, items, log.items)


def run_calls(namespace, payload):
    """A pool's calls: each pickled by itself, both ways. None for one that raised or cannot be sent."""
    namespace.enter()
    sys.setrecursionlimit(namespace.recursion)
    answers = []
    for call in pickle.loads(payload):
        try:
            args, kwargs = pickle.loads(call)
            Warned.any = False
            value = namespace.function(*args, **kwargs)
            if Warned.any:
                raise values.NotSendable("it gave a warning")
            if namespace.shared_ids is not None:
                # A thread hands out the very objects it was given.
                if (namespace.shared_ids | values.mutable_ids(args, kwargs)) & values.mutable_ids(value):
                    raise values.NotSendable("a result holds what others hold too")
            file = io.BytesIO()
            values.ResultSender(file, namespace.globals, namespace.classes).dump(value)
            data = file.getvalue()
            if values.may_hold_sets(data):
                values.check_sets(value)
            answers.append(data)
        except BaseException:
            answers.append(None)
    return pickle.dumps(answers, values.PROTOCOL)


def depth_here():
    depth, frame = 0, sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    return depth


def at_depth(missing, task, items, log, captured):
    """As deep as the loop is in the driver: a recursion that is too deep there must be here."""
    if missing > 1:
        return at_depth(missing - 1, task, items, log, captured)
    return task(items, log, BaseException, **captured)


def pack(namespace, items, entries):
    try:
        return send(namespace, items, entries)
    except (values.NotSendable, pickle.PicklingError, TypeError, AttributeError, RecursionError, ValueError):
        pass
    # Something in it cannot be sent: find out which items.
    for index, entry in enumerate(entries):
        try:
            send(namespace, items[index : index + 1], [entry])
        except (values.NotSendable, pickle.PicklingError, TypeError, AttributeError, RecursionError, ValueError):
            entries[index] = None
    return send(namespace, items, entries)


def send(namespace, items, entries):
    if namespace.shared_ids is not None:
        held = namespace.shared_ids | (values.mutable_ids(items) if type(items) is not range else set())
        if held & values.mutable_ids(entries):
            raise values.NotSendable("a result holds what others hold too")
    file = io.BytesIO()
    values.ResultSender(file, namespace.globals, namespace.classes).dump(entries)
    data = file.getvalue()
    if values.may_hold_nan(data):
        raise values.NotSendable("a result may hold a NaN")
    if values.may_hold_sets(data):
        values.check_sets(entries)
    return data


def serve(link, script):
    """Until the link is closed."""
    import time

    import warnings

    warnings.showwarning = note_warning
    gc.collect()
    gc.freeze()
    commons, namespaces, queue = {}, {}, []
    link.send({"t": "ready"})
    while True:
        try:
            # What came while an answer was sent is here already.
            message = link.take()
            if message is None:
                wire.wait([link], 0 if queue else None)
                message = link.take()
        except wire.Closed:
            return
        while message is not None:
            header, payload = message
            kind = header["t"]
            if kind == "common":
                commons[header["id"]] = payload
                while len(commons) > KEPT_COMMONS:
                    oldest = next(iter(commons))
                    commons.pop(oldest)
                    namespaces.pop(oldest, None)
            elif kind == "forget":
                commons.pop(header["id"], None)
                namespaces.pop(header["id"], None)
            elif kind == "cancel":
                gone = header.get("key")
                stage = header.get("stage")
                kept = []
                for one in queue:
                    key = one[0]["key"]
                    if key == gone or stage is not None and key.split(".")[0] == str(stage):
                        # Every task is answered: whoever gave it counts on its place being free again.
                        link.send({"t": "result", "key": key, "ok": False, "why": "cancelled"})
                    else:
                        kept.append(one)
                queue = kept
            elif kind == "task":
                queue.append((header, payload))
            message = link.take()
        if not queue:
            continue
        header, payload = queue.pop(0)
        started = time.perf_counter()
        ok, answer = True, b""
        try:
            common = header["common"]
            if common not in namespaces:
                # What compiling has to say was said when the script was compiled.
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    namespaces[common] = Namespace(script, commons[common])
                Warned.any = False
            run = run_task if namespaces[common].function is None else run_calls
            answer = run(namespaces[common], payload)
        except BaseException as error:
            ok, why = False, "%s: %s" % (type(error).__name__, error)
        reply = {"t": "result", "key": header["key"], "ok": ok, "ms": round((time.perf_counter() - started) * 1000, 3)}
        if not ok:
            reply["why"] = why[:500]
        try:
            link.send(reply, answer)
            while link.waiting:
                wire.wait([link], None)
        except wire.Closed:
            return
