# Spreads one region: checks its guards, captures what tasks read, cuts the items into tasks, hands them
# to executors (one in this sandbox, others through the worker) and gives the results back in order.
import collections
import hashlib
import io
import os
import pickle
import socket
import sys
import time

from . import core, values, wire

# What a task should take, and how many may wait at an executor.
TASK_SECONDS = 0.1
AHEAD = 2
# How long the driver waits for a task beyond twenty times what such a task takes.
PATIENCE_SECONDS = 3
# What an item is taken to cost before any is known.
UNKNOWN_SECONDS = 0.2
# How many tasks may be out whose results the master has: these need no executor.
ASKED = 64
# A bigger common part than this is not sent while everything runs on one machine of unknown links.
MAX_COMMON = 48 << 20
# So many lengths can be compared at each result.
MAX_GROWING = 100


class Executor:
    """Something that runs tasks: the local one, or the worker's channel for all others."""

    def __init__(self, link, slots):
        self.link, self.slots = link, slots
        self.waiting = 0
        self.known = set()


class Spreader:
    def __init__(self, runtime):
        self.runtime = runtime
        self.codes = values.Codes(runtime.module_code)
        self.channel = wire.from_fd(runtime.channel_fd)
        self.channel.arrived += runtime.arrived
        self.remote = runtime.executors
        self.local = None
        self.stages = {}
        self.next_stage = 1

    # ---- who is there

    def slots(self):
        self.hear()
        return 1 + self.remote

    def hear(self):
        """Takes what has arrived on the channel, without waiting."""
        if self.channel is not None:
            self.pump(0)

    def tell(self, header, payload=b""):
        if self.channel is None:
            return
        try:
            self.channel.send(header, payload)
        except wire.Closed:
            self.lose_channel()

    def say(self, message):
        if self.channel is not None:
            self.channel.waiting += message

    def lose_channel(self):
        """The worker no longer talks to us: what was out there is done here."""
        self.channel, self.remote = None, 0
        self.runtime.may_grow = False
        for stage in self.stages.values():
            stage.take_back("remote")

    def local_executor(self):
        if self.local is None:
            ours, theirs = socket.socketpair()
            sys.stdout.flush()
            sys.stderr.flush()
            pid = os.fork()
            if pid == 0:
                try:
                    ours.close()
                    self.channel = None
                    from . import executor

                    executor.serve(wire.Wire(theirs), executor.Script(
                        self.runtime.script.source, self.runtime.script.filename))
                finally:
                    os._exit(0)
            theirs.close()
            self.local = wire.Wire(ours)
            self.local_pid = pid
        return self.local

    def end_local(self):
        """Ends the local executor, whatever it is doing; the next task starts another one."""
        link, self.local = self.local, None
        if link is None:
            return
        link.close()
        try:
            os.kill(self.local_pid, 9)
            os.waitpid(self.local_pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        for stage in self.stages.values():
            stage.told.discard("local")
            stage.take_back("local")

    def lose_local(self):
        self.local = None
        for stage in self.stages.values():
            stage.take_back("local", failed=True)

    def pump(self, timeout_s):
        links = [one for one in (self.channel, self.local) if one is not None]
        if not links:
            return
        try:
            wire.wait(links, timeout_s)
        except wire.Closed as closed:
            if closed.args and closed.args[0] is self.local:
                self.lose_local()
            else:
                self.lose_channel()
        for link in links:
            while True:
                try:
                    message = link.take()
                except wire.Closed:
                    if link is self.local:
                        self.lose_local()
                    else:
                        self.lose_channel()
                    break
                if message is None:
                    break
                self.handle(link, *message)

    def handle(self, link, header, payload):
        kind = header["t"]
        if kind == "executors":
            self.remote = header["count"]
        elif kind == "result":
            number, index = (header["stage"], header["index"]) if link is self.channel else map(int, header["key"].split("."))
            stage = self.stages.get(number)
            if stage is not None:
                stage.answered(index, payload if header["ok"] else None, header)

    def close(self):
        if self.channel is not None:
            try:
                while self.channel.waiting:
                    wire.wait([self.channel], 5)
            except wire.Closed:
                pass
        self.end_local()

    # ---- opening a stage

    def open(self, handle, source, frame, spent, done, extra=None):
        """(stage, None), or (None, (kind, reason)): a guard failed, or it is not worth it."""
        runtime, region = self.runtime, handle.region
        started = time.perf_counter()
        if sys.gettrace() is not None or sys.getprofile() is not None:
            return None, ("guard", "the script is being traced")
        if os.getpid() != runtime.pid:
            return None, ("guard", "this is a child process")
        if sys.stdout is not runtime.stdout or sys.stderr is not runtime.stderr:
            return None, ("guard", "standard output was replaced")
        left = source.left()
        if left is not None and left < 2:
            return None, ("small", "one item is left")
        try:
            common, growing, numbered = self.capture(region, source, frame, extra or {})
        except values.NotSendable as error:
            return None, ("guard", str(error))
        except (pickle.PicklingError, TypeError, AttributeError, RecursionError, ValueError) as error:
            return None, ("guard", "a captured value cannot be sent: %s" % error)
        if len(common) > MAX_COMMON:
            return None, ("guard", "what its tasks read is larger than %d MB" % (MAX_COMMON >> 20))
        if runtime.mode != "always" and done and not runtime.earlier:
            per_item = spent / done
            cost = time.perf_counter() - started
            gain = (left if left is not None else 100) * per_item
            if gain * 0.5 < cost:
                return None, ("small", "sending its values takes longer than computing")
        stage = Stage(self, region, source, common, spent / done if done else None)
        stage.growing, stage.numbered = growing, numbered
        self.stages[stage.number] = stage
        return stage, None

    def capture(self, region, source, frame, extra):
        work, main = region.work, self.runtime.main
        local_values, global_values = dict(extra), {}
        names = frame.f_locals
        for one in work["captures"]["locals"]:
            if one in names:
                local_values[one] = names[one]
        for one in work["captures"]["globals"]:
            if one in main:
                global_values[one] = main[one]
        sample = source.sample()
        reads = (local_values, global_values)
        written = [names[one] for one in work["written"]["locals"] if one in names]
        written += [main[one] for one in work["written"]["globals"] if one in main]
        if work["frozen"]:
            values.mutable_ids(*local_values.values(), *global_values.values(), *sample, frozen_only=True)
        elif written:
            ids = values.mutable_ids(*local_values.values(), *global_values.values(), *sample)
            if ids & values.mutable_ids(*written):
                raise values.NotSendable("what the loop changes is also read: %s" % ", ".join(
                    work["written"]["locals"] + work["written"]["globals"]))
        file = io.BytesIO()
        numbered = {}
        sender = values.Sender(file, work, self.codes, main, numbered, True)
        state = {
            "region": region.planned, "counts": self.runtime.plan["counts"], "locals": local_values, "globals": global_values,
            "recursion": sys.getrecursionlimit(), "depth": depth_of(frame), "decimal": decimal_context(),
            "digits": sys.get_int_max_str_digits() if hasattr(sys, "get_int_max_str_digits") else None,
        }
        sender.dump(state)
        body = file.getvalue()
        if values.may_hold_sets(body):
            values.check_sets(*reads)
        values.refuse_nans(body, *reads)
        class_names, class_globals = self.class_parts(sender, work)
        head = io.BytesIO()
        second = values.Sender(head, work, self.codes, main, numbered)
        second.dump(class_globals)
        # Sending those may have needed more classes: then they are not of this kind.
        if second.refers or set(second.used_classes) - set(sender.used_classes):
            raise values.NotSendable("a class is built from instances of another")
        class_state, grows = self.class_state(sender, work, numbered)
        growing = sender.growing + second.growing + grows
        if len(growing) > MAX_GROWING:
            raise values.NotSendable("its tasks read more than %d defaultdicts" % MAX_GROWING)
        return pickle.dumps((class_names, head.getvalue(), class_state, body), values.PROTOCOL), growing, numbered

    def class_parts(self, sender, work):
        """Classes that tasks need, in the order of the script, and the global values their bodies use."""
        return self.load_classes().needed(set(sender.used_classes), self.runtime.main)

    def class_state(self, sender, work, numbered):
        """What class attributes hold now, where it is data."""
        state = {}
        for name in list(sender.used_classes):
            kind = self.runtime.main.get(name)
            if not isinstance(kind, type) or values.is_named_tuple(kind) or type(kind).__name__ in ("EnumType", "EnumMeta"):
                continue
            data = {
                key: value for key, value in vars(kind).items()
                if not key.startswith("__") and key not in ("_abc_impl", "_fields", "_field_defaults")
                and not callable(value) and not hasattr(type(value), "__get__")
            }
            if data:
                state[name] = data
        file = io.BytesIO()
        third = values.Sender(file, work, self.codes, self.runtime.main, numbered, True)
        third.dump(state)
        values.refuse_nans(file.getvalue(), state)
        return file.getvalue(), third.growing

    classes = None

    def load_classes(self):
        if self.classes is None:
            from . import classes

            self.classes = classes.Classes(self.runtime.script)
        return self.classes


def depth_of(frame):
    depth = 0
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    return depth


def decimal_context():
    decimal = sys.modules.get("decimal")
    return decimal.getcontext().copy() if decimal is not None else None


class Task:
    """Some items of a stage, from the one at offset `at` on, and what became of them."""

    __slots__ = ("at", "items", "where", "entries", "state")

    def __init__(self, at, items):
        self.at, self.items = at, items
        self.where = None  # "local", "remote"; "records": the master has its result
        self.entries = None
        self.state = "open"  # then "answered", or "here": the driver does it


class Cutter:
    """Cuts items into tasks, from the front; from the back too where that is where the work is.

    A task that is much longer than the others costs most when it is started last, and nobody knows
    beforehand which that is: so the last items are tried first, and whichever end is slower goes first.
    """

    def __init__(self, source, both_ends, earlier):
        self.source, self.both_ends = source, both_ends and not earlier
        self.earlier = collections.deque(sorted(earlier))
        self.cost = {"front": None, "back": None}

    def is_known(self):
        """Whether the next task is one whose result was recorded."""
        while self.earlier and self.earlier[0][0] < self.source.at:
            self.earlier.popleft()
        return bool(self.earlier) and self.earlier[0][0] == self.source.at

    def next(self, size):
        at = self.source.at
        self.is_known()
        if self.earlier:
            first, items = self.earlier[0]
            size = items if first == at else min(size, first - at)
        elif self.is_from_back():
            return "back", *self.source.cut_back(size if self.cost["back"] is not None else 1)
        return "front", at, self.source.cut(size)

    def is_from_back(self):
        if not self.both_ends:
            return False
        front, back = self.cost["front"], self.cost["back"]
        if back is None:
            self.both_ends = False  # until the first of them is back
            return True
        return front is not None and back > 1.2 * front

    def learned(self, end, cost):
        if end == "back" and self.cost["back"] is None:
            self.both_ends = True
        old = self.cost[end]
        self.cost[end] = cost if old is None else 0.5 * old + 0.5 * cost


class Stage:
    """The tasks of one occurrence of a region."""

    def __init__(self, spreader, region, source, common, per_item):
        self.spreader, self.region, self.source = spreader, region, source
        self.number = spreader.next_stage
        spreader.next_stage += 1
        self.common = common
        self.common_id = hashlib.sha256(common).hexdigest()
        self.per_item = per_item
        earlier = spreader.runtime.earlier.get((region.id, region.occurrence), ())
        both_ends = source.live is not None and not region.planned["earlyExit"]
        self.cutter = Cutter(source, both_ends, earlier)
        self.cutter.cost["front"] = per_item
        self.tasks = {}  # by the offset of their first item
        self.ends = {}  # offset: which end it was cut from
        self.pending = collections.deque()
        self.out = {"local": 0, "remote": 0, "records": 0}
        self.trusts_records = True
        self.told = set()
        self.started = time.perf_counter()
        self.nodes = {}
        self.replayed = self.bounced = 0
        self.spread_out = collections.Counter()
        self.why = ""
        self.numbered = {}  # what is in the common part already
        self.growing = []  # (defaultdict that tasks read, its length)

    def has_grown(self):
        """Reading an absent key made a defaultdict longer than tasks have seen it."""
        return any(len(one) != length for one, length in self.growing)

    # ---- cutting

    def next_size(self):
        left = self.source.left()
        slots = self.spreader.slots()
        if self.per_item is None:
            # Nothing is known yet: something for everybody, several times.
            return max(1, (left or 32) // (slots * 4))
        size = int(TASK_SECONDS / self.per_item) if self.per_item > 0 else 1 << 16
        if left is not None:
            size = min(size, -(-left // (slots * 3)))
        return max(1, size)

    def cut(self):
        """The next task, or None when all items are in tasks."""
        if self.source.left() == 0:
            return None
        end, at, items = self.cutter.next(self.next_size())
        if not len(items):
            return None
        task = self.tasks[at] = Task(at, items)
        self.ends[at] = end
        return task

    def worth(self, seconds):
        """Tries the first item to see what one costs; its result is kept."""
        task = self.tasks[0] = Task(0, self.source.cut(1))
        self.ends[0] = "front"
        self.send(task, "local")
        while task.state == "open":
            self.spreader.pump(1.0)
        return self.per_item is not None and self.per_item * (self.source.left() or 0) >= seconds

    # ---- handing out

    def feed(self):
        spreader = self.spreader
        while True:
            if self.asks_records():
                if self.out["records"] >= ASKED:
                    return
                where = "records"
            elif spreader.remote and self.out["remote"] < AHEAD * spreader.remote:
                where = "remote"
            elif self.out["local"] < AHEAD:
                where = "local"
            else:
                return
            task = self.pending.popleft() if self.pending else self.cut()
            if task is None:
                return
            self.send(task, where)

    def asks_records(self):
        known = self.trusts_records and self.spreader.channel is not None and not self.pending
        return known and self.source.left() != 0 and self.cutter.is_known()

    def send(self, task, where):
        try:
            payload = pickle.dumps(task.items, values.PROTOCOL) if isinstance(task.items, range) else self.items_payload(task.items)
        except (values.NotSendable, pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
            task.state, self.why = "here", str(error)
            return
        task.where = where
        self.out[where] += 1
        self.spread_out[where] += 1
        if where == "local":
            link = self.spreader.local_executor()
            try:
                if "local" not in self.told:
                    link.send({"t": "common", "id": self.common_id}, self.common)
                    self.told.add("local")
                link.send({"t": "task", "key": "%d.%d" % (self.number, task.at), "common": self.common_id}, payload)
            except wire.Closed:
                self.spreader.lose_local()
        else:
            if "remote" not in self.told:
                self.told.add("remote")
                self.spreader.tell({"t": "open", "stage": self.number, "region": self.region.id,
                                    "occurrence": self.region.occurrence, "hash": self.common_id,
                                    "label": self.region.planned["pattern"], "line": self.region.planned["line"]})
                self.spreader.tell({"t": "common", "stage": self.number}, self.common)
            self.spreader.tell({"t": "task", "stage": self.number, "index": task.at, "items": len(task.items)}, payload)

    def items_payload(self, items):
        file = io.BytesIO()
        sender = values.Sender(file, self.region.work, self.spreader.codes, self.spreader.runtime.main, self.numbered)
        sender.dump(items)
        if set(sender.used_classes) - self.item_classes():
            raise values.NotSendable("an item of a class that was not foreseen")
        self.growing += sender.growing
        data = file.getvalue()
        if values.may_hold_sets(data):
            values.check_sets(items)
        values.refuse_nans(data, items)
        return data

    def item_classes(self):
        return set(self.region.work["classes"]) | {
            name for name, one in self.spreader.runtime.main.items() if isinstance(one, type) and values.is_named_tuple(one)
        }

    def take_back(self, where, failed=False):
        """Tasks that were at somebody who is gone: they are done again, or here."""
        for task in self.tasks.values():
            if task.state == "open" and task.where in ((where, "records") if where == "remote" else (where,)):
                self.out[task.where] -= 1
                task.where = None
                if failed:
                    task.state = "here"
                else:
                    self.pending.append(task)

    def answered(self, at, payload, header):
        task = self.tasks.get(at)
        if task is None or task.state != "open":
            return
        if task.where is not None:
            self.out[task.where] -= 1
        if header.get("replayed"):
            self.replayed += 1
        elif task.where == "records":
            # What tasks read is not what it was: the others will not be there either.
            self.trusts_records = False
        node = header.get("node", "")
        self.nodes[node] = self.nodes.get(node, 0) + 1
        if payload is None:
            task.state, self.why = "here", header.get("why", "")
            return
        main, classes = self.spreader.runtime.main, self.region.work["classes"]
        try:
            entries = values.read_result(payload, main, classes)
            if type(entries) is not list or len(entries) != len(task.items):
                raise ValueError("not one for each item")
        except Exception as error:  # a machine that answers nonsense: the items are done here
            task.state, self.why = "here", "an answer that cannot be read: %s" % error
            return
        task.entries, task.state = entries, "answered"
        if header.get("ms") is not None and not header.get("replayed"):
            cost = header["ms"] / 1000 / len(task.items)
            self.per_item = cost if self.per_item is None else 0.5 * self.per_item + 0.5 * cost
            self.cutter.learned(self.ends[at], cost)

    # ---- giving back

    def results(self):
        """(item, its entries or None) in order. None: compute it here."""
        live = self.source.live
        at, same = min(self.tasks, default=self.source.at), True
        while True:
            self.feed()
            task = self.tasks.get(at)
            if task is None:
                # The next in order is in nobody's hands although all hands are full, or there is none.
                task = self.cut_here(at)
                if task is None:
                    break
            self.wait_for(task)
            items, entries = task.items, task.entries or (None,) * len(task.items)
            task.items, task.entries, task.state = (), None, "here"
            for item, entry in zip(items, entries):
                if live is not None:
                    try:
                        mine = next(live)
                    except (StopIteration, RuntimeError):
                        return  # its end, or changed while it goes on: who asks again is told
                    same = same and core.is_same(mine, item)
                    item, entry = mine, entry if same else None
                if entry is None:
                    self.bounced += 1
                yield item, entry
            at += len(items)

    def wait_for(self, task):
        """Until it is answered. One that takes far longer than others - a machine that is stuck, an item
        after the one that the script stops at - holds nobody up: the driver does it, item by item."""
        waited, expected = time.perf_counter(), (self.per_item or UNKNOWN_SECONDS) * len(task.items)
        while task.state == "open":
            self.spreader.pump(1.0)
            self.feed()
            if time.perf_counter() - waited > PATIENCE_SECONDS + 20 * expected and task.state == "open":
                task.state, self.why = "here", "a task took much longer than others"
                if task.where == "local":
                    self.out["local"] -= 1
                    self.spreader.end_local()

    def cut_here(self, at):
        """The task at `at`, when everybody is busy with later ones: the driver waits for room, and if
        that takes too long - one of them may never end - takes the next item itself."""
        waited = time.perf_counter()
        while at not in self.tasks and self.source.left() != 0:
            self.spreader.pump(1.0)
            self.feed()
            if at not in self.tasks and time.perf_counter() - waited > PATIENCE_SECONDS + 20 * (self.per_item or 0):
                items = self.source.cut(1)
                if len(items):
                    task = self.tasks[at] = Task(at, items)
                    task.state, self.why = "here", "all executors were busy"
        return self.tasks.get(at)

    def close(self):
        spreader = self.spreader
        spreader.stages.pop(self.number, None)
        if "remote" in self.told:
            if any(self.out.values()):
                spreader.tell({"t": "cancel", "stage": self.number})
            spreader.tell({"t": "close", "stage": self.number})
        if self.out["local"]:
            # It may be at an item that the script never reaches, and that never ends.
            spreader.end_local()
        spreader.runtime.decided(
            self.region, "spread", partitions=len(self.tasks), nodes=max(1, len(self.nodes)), local=self.spread_out["local"],
            remote=self.spread_out["remote"], replayed=self.replayed, inPlaceItems=self.bounced,
            ms=round((time.perf_counter() - self.started) * 1000), **({"note": self.why} if self.why else {}),
        )
