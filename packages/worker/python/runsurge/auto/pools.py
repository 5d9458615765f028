# The pool libraries of a script, spread: calls that concurrent.futures and multiprocessing.Pool would
# run in processes of their own go to executors instead. Only functions the plan vouches for; whatever
# else - other functions, values that cannot be sent, calls that raise - the libraries do themselves.
import io
import pickle
import sys
import time

from . import values, wire

TASK_SECONDS = 0.1
MOST_CALLS = 512


class Calls:
    """Calls of one function of the script, handed out in tasks, answered one by one."""

    def __init__(self, spreader, planned, common):
        self.spreader, self.planned, self.common = spreader, planned, common
        self.region = FakeRegion(planned)
        self.number = spreader.next_stage
        spreader.next_stage += 1
        spreader.stages[self.number] = self
        import hashlib

        self.common_id = hashlib.sha256(common).hexdigest()
        self.waiting = []  # calls that are in no task yet
        self.tasks = {}  # by the number of their first call
        self.next_at = 0
        self.out = {"local": 0, "remote": 0}
        self.told = set()
        self.per_call = None
        self.count = self.remote_tasks = self.replayed = 0
        self.started = time.perf_counter()

    def add(self, payload, answer):
        """`answer(result, ok)` is called when it is there; not ok: the library is to do the call."""
        self.waiting.append((payload, answer))
        self.count += 1
        if len(self.waiting) >= 64:
            self.feed()

    def feed(self):
        spreader = self.spreader
        while self.waiting:
            if spreader.remote and self.out["remote"] < 2 * spreader.remote:
                where = "remote"
            elif self.out["local"] < 2:
                where = "local"
            else:
                return
            slots = 1 + spreader.remote
            size = max(1, min(-(-len(self.waiting) // (slots * 2)), MOST_CALLS))
            if self.per_call:
                size = max(1, min(size, int(TASK_SECONDS / self.per_call)))
            calls, self.waiting = self.waiting[:size], self.waiting[size:]
            self.send(calls, where)

    def send(self, calls, where):
        at, self.next_at = self.next_at, self.next_at + len(calls)
        self.tasks[at] = (where, calls)
        self.out[where] += 1
        payload = pickle.dumps([one[0] for one in calls], values.PROTOCOL)
        if where == "local":
            link = self.spreader.local_executor()
            try:
                if "local" not in self.told:
                    self.told.add("local")
                    link.send({"t": "common", "id": self.common_id}, self.common)
                link.send({"t": "task", "key": "%d.%d" % (self.number, at), "common": self.common_id}, payload)
            except wire.Closed:
                self.spreader.lose_local()
            return
        self.remote_tasks += 1
        if "remote" not in self.told:
            self.told.add("remote")
            line, name = self.planned["name"]
            self.spreader.tell({"t": "open", "stage": self.number, "region": 0, "occurrence": self.number,
                                "hash": self.common_id, "label": "pool: " + name, "line": line})
            self.spreader.tell({"t": "common", "stage": self.number}, self.common)
        self.spreader.tell({"t": "task", "stage": self.number, "index": at, "items": len(calls)}, payload)

    def answered(self, at, payload, header):
        found = self.tasks.pop(at, None)
        if found is None:
            return
        where, calls = found
        self.out[where] -= 1
        self.replayed += bool(header.get("replayed"))
        try:
            results = pickle.loads(payload) if payload is not None else ()
            if type(results) is not list or len(results) != len(calls):
                results = (None,) * len(calls)
        except Exception:
            results = (None,) * len(calls)
        if header.get("ms") is not None and calls:
            cost = header["ms"] / 1000 / len(calls)
            self.per_call = cost if self.per_call is None else 0.5 * (self.per_call + cost)
        self.feed()
        main, classes = self.spreader.runtime.main, self.planned["work"]["classes"]
        for (_, answer), data in zip(calls, results):
            try:
                if data is None:
                    raise ValueError
                value = values.read_result(data, main, classes)
            except Exception:
                answer(None, False)
            else:
                answer(value, True)

    def take_back(self, where, failed=False):
        for at, (place, calls) in list(self.tasks.items()):
            if place == where:
                del self.tasks[at]
                self.out[where] -= 1
                if failed:
                    for _, answer in calls:
                        answer(None, False)
                else:
                    self.waiting = calls + self.waiting

    def wait(self, is_done):
        self.feed()
        while not is_done() and (self.tasks or self.waiting):
            self.spreader.pump(1.0)
            self.feed()

    def close(self):
        self.spreader.stages.pop(self.number, None)
        if "remote" in self.told:
            self.spreader.tell({"t": "close", "stage": self.number})
        line, name = self.planned["name"]
        self.spreader.tell({
            "t": "decision", "region": 0, "line": line, "function": name, "decision": "spread", "calls": self.count,
            "partitions": self.next_at and self.count, "remote": self.remote_tasks, "replayed": self.replayed,
            "ms": round((time.perf_counter() - self.started) * 1000),
        })


class FakeRegion:
    """What stage.Spreader.capture needs to know of a pool's function."""

    def __init__(self, planned):
        self.id, self.work, self.occurrence = 0, planned["work"], 0
        self.planned = {"call": "pool", "work": planned["work"]}


class NoItems:
    def sample(self):
        return ()


class Pools:
    """Which calls are taken over, and the calls under way."""

    def __init__(self, runtime):
        self.runtime = runtime
        self.planned = {tuple(one["name"]): one for one in runtime.plan["pools"]}
        self.calls = {}

    def calls_of(self, function, threads):
        """The Calls of a function, or None: the library is to run it."""
        code = getattr(function, "__code__", None)
        planned = self.planned.get((code.co_firstlineno, code.co_name)) if code is not None else None
        if planned is None or threads and not planned["threads"]:
            return None
        if function.__closure__ or not self.runtime.is_driver():
            return None
        key = id(code), threads
        found = self.calls.get(key)
        if found is None:
            spreader = self.runtime.load()
            if self.runtime.mode != "always" and spreader.slots() < 2:
                return None
            try:
                common, _growing = spreader.capture(FakeRegion(planned), NoItems(), sys._getframe(0), {".function": function, ".threads": threads})
                found = Calls(spreader, planned, common)
            except (values.NotSendable, pickle.PicklingError, TypeError, AttributeError, RecursionError, ValueError):
                found = False
            self.calls[key] = found
        return found or None

    def payload(self, calls, args, kwargs):
        """Each call is pickled by itself: what it does to its arguments is its own affair."""
        spreader, file = self.runtime.spreader, io.BytesIO()
        try:
            values.Sender(file, calls.planned["work"], spreader.codes, self.runtime.main).dump((args, kwargs))
            data = file.getvalue()
            if values.may_hold_sets(data):
                values.check_sets(args, kwargs)
            return data
        except (values.NotSendable, pickle.PicklingError, TypeError, AttributeError, RecursionError, ValueError):
            return None

    def run_all(self, function, argument_lists, threads=False):
        """The results of all calls in order; None if the library is to do it."""
        calls = self.calls_of(function, threads)
        if calls is None:
            return None
        results, left = [None] * len(argument_lists), [len(argument_lists)]
        payloads = [self.payload(calls, args, {}) for args in argument_lists]
        if None in payloads:
            return None
        failed = []

        def answer(number):
            def take(value, ok):
                results[number] = value
                left[0] -= 1
                if not ok:
                    failed.append(number)

            return take

        for number, payload in enumerate(payloads):
            calls.add(payload, answer(number))
        calls.wait(lambda: left[0] == 0)
        return None if failed or left[0] else results

    def finish(self):
        for one in self.calls.values():
            if one:
                one.wait(lambda: False)
                one.close()
        self.calls.clear()


def install(runtime):
    pools = runtime.pools = Pools(runtime)
    source = runtime.script.source
    if b"concurrent" in source:
        install_futures(pools)
    if b"multiprocessing" in source:
        install_pool(pools)


def install_futures(pools):
    import concurrent.futures as library
    from concurrent.futures import process, thread

    class Given(library.Future):
        """A future whose result comes from executors. Its class shows nowhere: it calls itself Future."""

        def __init__(self):
            super().__init__()
            self.own = None

        def settle(self):
            calls, self.own = self.own, None
            if calls is not None:
                calls.wait(lambda: super(Given, self).done())

        def result(self, timeout=None):
            self.settle()
            return super().result(timeout)

        def exception(self, timeout=None):
            self.settle()
            return super().exception(timeout)

    Given.__name__ = Given.__qualname__ = "Future"
    Given.__module__ = library.Future.__module__

    def take_over(kind, threads):
        original_submit, original_shutdown, original_map = kind.submit, kind.shutdown, kind.map

        def submit(self, fn, /, *args, **kwargs):
            calls = None if self_is_set_up(self) else pools.calls_of(fn, threads)
            payload = pools.payload(calls, args, kwargs) if calls is not None else None
            if payload is None or is_shut_down(self):
                return original_submit(self, fn, *args, **kwargs)
            future = Given()
            future.own = calls
            future.set_running_or_notify_cancel()

            def answer(value, ok):
                if ok:
                    future.set_result(value)
                    return
                # It raised, or what it returned cannot be sent: as the library would have it.
                real = original_submit(self, fn, *args, **kwargs)
                error = real.exception()
                future.set_result(real.result()) if error is None else future.set_exception(error)

            calls.add(payload, answer)
            given.append(future)
            return future

        def map(self, fn, *iterables, timeout=None, chunksize=1):
            if timeout is None and not self_is_set_up(self) and not is_shut_down(self):
                arguments = list(zip(*iterables))
                results = pools.run_all(fn, arguments, threads)
                if results is not None:
                    return iter_results(results)
                iterables = [list(one) for one in zip(*arguments)] or [[] for _ in iterables]
            return original_map(self, fn, *iterables, timeout=timeout, chunksize=chunksize)

        def shutdown(self, *args, **kwargs):
            settle_all()
            return original_shutdown(self, *args, **kwargs)

        kind.submit, kind.map, kind.shutdown = submit, map, shutdown

    given = []

    def settle_all():
        while given:
            given.pop().settle()

    def settling(function):
        def settled(*args, **kwargs):
            settle_all()
            return function(*args, **kwargs)

        settled.__name__ = function.__name__
        return settled

    take_over(process.ProcessPoolExecutor, False)
    take_over(thread.ThreadPoolExecutor, True)
    library.as_completed, library.wait = settling(library.as_completed), settling(library.wait)


def self_is_set_up(executor):
    """An initializer may give its processes a state that we do not see."""
    return getattr(executor, "_initializer", None) is not None


def is_shut_down(executor):
    return getattr(executor, "_shutdown", False) or getattr(executor, "_shutdown_thread", False) or getattr(executor, "_broken", False)


def iter_results(results):
    yield from results


def install_pool(pools):
    from multiprocessing import pool as library

    kind = library.Pool
    original = {name: getattr(kind, name) for name in ("map", "starmap", "imap", "imap_unordered")}

    def usable(self):
        return type(self) is kind and self._initializer is None and self._state == "RUN"

    def map(self, func, iterable, chunksize=None):
        items = list(iterable)
        results = pools.run_all(func, [(one,) for one in items]) if usable(self) else None
        return original["map"](self, func, items, chunksize) if results is None else results

    def starmap(self, func, iterable, chunksize=None):
        items = list(iterable)
        results = pools.run_all(func, [tuple(one) for one in items]) if usable(self) else None
        return original["starmap"](self, func, items, chunksize) if results is None else results

    def lazy(name):
        def imap(self, func, iterable, chunksize=1):
            items = list(iterable) if type(iterable) in (list, tuple, range) else None
            results = pools.run_all(func, [(one,) for one in items]) if items is not None and usable(self) else None
            return original[name](self, func, iterable, chunksize) if results is None else Ordered(results)

        return imap

    kind.map, kind.starmap = map, starmap
    kind.imap, kind.imap_unordered = lazy("imap"), lazy("imap_unordered")


class Ordered:
    """What imap returns, with all results there."""

    def __init__(self, results):
        self.results = iter(results)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.results)

    def next(self, timeout=None):
        return next(self.results)
