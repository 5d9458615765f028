# The driver's side of a region: loops over its items as the script would, decides whether to spread
# the rest, and puts the results where the rewritten script asks for them. Imports nothing that the
# script would not have loaded, until a region is really spread.
import sys
import time

# A region that ends sooner is finished in place.
WORTH_SECONDS = 0.5
# Regions that came to nothing this often are left alone from then on.
ENOUGH = 30


class Plain:
    """The handle of a region that is left alone."""

    __slots__ = ()
    t = False
    v = None

    def enter(self, iterable):
        return iterable

    def ready(self, _point):
        return False

    def map(self, function, *iterables):
        return map(function, *iterables)

    def starmap(self, starmap, function, items):
        return starmap(function, items)

    def hold(self, items):
        return items

    def key(self, function):
        return function


PLAIN = Plain()


class Region:
    """What is known of one region, over all its occurrences in the run."""

    def __init__(self, planned):
        self.planned = planned
        self.id = planned["id"]
        self.work = planned["work"]
        self.occurrence = 0
        self.idle = 0
        self.on = True
        self.decisions = {}


class Runtime:
    """One per driver. `spreader` is stage.py, loaded when the first region may be worth it."""

    def __init__(self, plan, mode, channel_fd, script):
        self.mode, self.channel_fd, self.script = mode, channel_fd, script
        self.plan = plan
        for one in [*plan["regions"], *plan["pools"]]:
            if one["work"] is not None:
                one["work"]["modules"] = plan["modules"]
        self.regions = {one["id"]: Region(one) for one in plan["regions"] if one["work"] is not None}
        self.spreader = self.pools = None
        self.pid = None
        self.main = None
        self.module_code = None
        # {(region, occurrence): [[offset, items], ...]}: tasks whose results an earlier driver had asked for.
        self.earlier = {}
        # Whether executors may still come up.
        self.may_grow = True

    def region(self, number):
        region = self.regions[number]
        if not region.on:
            return PLAIN
        return Handle(self, region) if region.planned["call"] is None else CallHandle(self, region)

    def parallel(self):
        """How many tasks can run at once; 1 means that spreading gains nothing."""
        return self.load().slots()

    def is_driver(self):
        import os

        return os.getpid() == self.pid

    def load(self):
        if self.spreader is None:
            from . import stage

            self.spreader = stage.Spreader(self)
        return self.spreader

    def decided(self, region, decision, **more):
        """Counts decisions; the first few of each kind go to the report as they are."""
        seen = region.decisions.get(decision, 0)
        region.decisions[decision] = seen + 1
        if seen < 20 and (self.spreader is not None or decision != "in place"):
            self.load().tell({"t": "decision", "region": region.id, "line": region.planned["line"],
                              "occurrence": region.occurrence, "decision": decision, **more})

    def finish(self):
        """At the end of the script: what was never worth a word of its own."""
        if self.pid is None:
            return
        import os

        if os.getpid() != self.pid:
            return
        if self.pools is not None:
            self.pools.finish()
        for region in self.regions.values():
            if not region.decisions.get("spread") and not region.decisions.get("guard failed"):
                self.say(b'{"t":"decision","region":%d,"line":%d,"decision":"in place","occurrences":%d}'
                         % (region.id, region.planned["line"], region.occurrence))
        if self.spreader is not None:
            self.spreader.close()

    def say(self, text):
        """A message without payload, past wire.py if that was never needed."""
        message = (len(text) + 4).to_bytes(4, "big") + len(text).to_bytes(4, "big") + text
        if self.spreader is not None:
            self.spreader.say(message)
            return
        import os

        try:
            os.write(self.channel_fd, message)
        except OSError:
            pass  # the worker is gone, and with it whoever would have read this


class Handle:
    """One pass over a region's items. `t`: the present item's results are there; `v`: the next of them."""

    __slots__ = ("runtime", "region", "t", "v", "entries", "stage")

    def __init__(self, runtime, region):
        self.runtime, self.region = runtime, region
        self.t, self.v, self.entries = False, None, None

    def enter(self, iterable):
        region = self.region
        region.occurrence += 1
        source = source_of(iterable, region)
        if source is None:
            self.runtime.decided(region, "guard failed", guard="it goes through a %s" % type(iterable).__name__)
            return iterable
        self.t = False
        return chained(self.chunks(source))

    def ready(self, point):
        """Whether the next result of this point is there; then `v` is it."""
        if self.stage.growing and self.stage.has_grown():
            self.t = False
            return False
        try:
            value = next(self.entries[point])
        except StopIteration:
            return False
        if self.region.work["points"][point]["prints"]:
            value, printed = value
            replay(printed)
        self.v = value
        return True

    def chunks(self, source):
        """Iterables of items: some run in place until it is known what an item costs, then the rest."""
        runtime, region = self.runtime, self.region
        # A driver that starts over opens its stages at once: their results may be there.
        always = runtime.mode == "always" or (region.id, region.occurrence) in runtime.earlier
        size, done, started = 1, 0, time.perf_counter()
        while not always:
            done += size
            yield source.chunk(size)
            spent = time.perf_counter() - started
            left = source.left()
            if left == 0:
                region.idle += 1
                if region.idle >= ENOUGH and not region.decisions.get("spread"):
                    region.on = False
                return
            expected = None if left is None else spent / done * left
            if spent >= 0.02 and (expected is None or expected >= WORTH_SECONDS) and done * 0.00002 < spent:
                if runtime.parallel() > 1:
                    break
                if runtime.mode == "auto" and not runtime.may_grow:
                    yield source.rest()
                    return
            # Look again after about as long as has passed.
            size = max(1, min(size * 2, int(done * 0.05 / spent) if spent > 0 else size * 2))
        frame = sys._getframe(1)
        stage, why = runtime.load().open(self, source, frame, time.perf_counter() - started, done)
        del frame
        if stage is None:
            runtime.decided(region, "guard failed" if why[0] == "guard" else "in place", guard=why[1], items=done)
            yield source.rest()
        else:
            yield self.taking(stage)
            # What the loop's own iterator still has to give, or to complain about: without a frame of ours.
            if source.live is not None:
                yield source.live

    def taking(self, stage):
        self.stage = stage
        try:
            for item, entries in stage.results():
                if entries is None:
                    self.t = False
                else:
                    self.entries = [iter(one) for one in entries]
                    self.t = True
                yield item
        finally:
            self.t, self.entries, self.v = False, None, None
            stage.close()


class CallHandle:
    """One call that goes through all its items with a function. All results, or none, come from tasks."""

    __slots__ = ("runtime", "region", "held")

    def __init__(self, runtime, region):
        self.runtime, self.region, self.held = runtime, region, None

    def map(self, function, *iterables):
        results = None
        if all(type(one) in SETTLED or type(one) in SNAPSHOT or type(one) is range for one in iterables):
            items = iterables[0] if len(iterables) == 1 else list(zip(*iterables))
            results = self.compute(function, items, len(iterables) > 1, sys._getframe(1))
        return map(function, *iterables) if results is None else self.given(results)

    def starmap(self, starmap, function, items):
        results = None
        if type(items) in SETTLED or type(items) in SNAPSHOT:
            results = self.compute(function, items, True, sys._getframe(1))
        return starmap(function, items) if results is None else self.given(results)

    def hold(self, items):
        self.held = items
        return items

    def key(self, function):
        items, self.held = self.held, None
        kind = type(items)
        if not (kind in SETTLED or kind in SNAPSHOT or kind is range):
            return function
        results = self.compute(function, items, False, sys._getframe(1))
        if results is None:
            return function
        given = self.given(results)
        return lambda _item: next(given)

    def given(self, results):
        """The results in order; what a call printed is printed when its result is taken."""
        for value in results:
            if self.region.work["points"][0]["prints"]:
                value, printed = value
                replay(printed)
            yield value

    def compute(self, function, items, starred, frame):
        runtime, region = self.runtime, self.region
        region.occurrence += 1
        if len(items) < 2 or type(function).__name__ == "builtin_function_or_method" or function is None:
            return None
        always = runtime.mode == "always" or (region.id, region.occurrence) in runtime.earlier
        if not always and (runtime.parallel() < 2 or len(items) < 8):
            return self.nothing_gained()
        source = Container(items)
        spreader = runtime.load()
        stage, why = spreader.open(self, source, frame, 0, 0, {".function": function, ".starred": starred})
        if stage is None:
            runtime.decided(region, "guard failed", guard=why[1], items=0)
            return None
        try:
            if not always and not stage.worth(WORTH_SECONDS):
                return self.nothing_gained()
            results = []
            for _item, entries in stage.results():
                if entries is None:
                    return None
                results.append(entries[0][0])
            return results
        finally:
            stage.close()

    def nothing_gained(self):
        self.region.idle += 1
        if self.region.idle >= 5 and not self.region.decisions.get("spread"):
            self.region.on = False
        return None


def replay(printed):
    for stream, text in printed:
        out = sys.stderr if stream == 2 else sys.stdout
        out.flush() if text is None else out.write(text)


def chained(chunks):
    # `itertools` is compiled in; imported here because this file is loaded before the script.
    import itertools

    return itertools.chain.from_iterable(chunks)


# ---- where items come from


class Container:
    """Items of something that is there as a whole. The script's own iterator goes along, so that what
    the loop does to the container shows as it does in plain Python."""

    def __init__(self, container):
        self.container = container
        self.live = iter(container)
        self.at = 0
        self.items = None

    def chunk(self, count):
        import itertools

        self.at += count
        return itertools.islice(self.live, count)

    def left(self):
        return max(0, (len(self.container) if self.items is None else self.end) - self.at)

    def rest(self):
        return self.live

    def cut(self, count):
        """The next items for a task."""
        items = self.whole()[self.at : min(self.at + count, self.end)]
        self.at += len(items)
        return items

    def cut_back(self, count):
        """(offset, items) of the last ones that are in no task yet."""
        whole = self.whole()
        first = max(self.at, self.end - count)
        items = whole[first : self.end]
        self.end = first
        return first, items

    def whole(self):
        """The items as they are when the first task is cut."""
        if self.items is None:
            kinds = (range, tuple, str, bytes)
            self.items = self.container if isinstance(self.container, kinds) else list(self.container)
            self.end = len(self.items)
        return self.items

    def sample(self):
        return () if isinstance(self.container, (range, str, bytes)) else (self.container,)


class Settled(Container):
    """Items of an iterator over containers, as they are now. The loop goes through the iterator itself:
    its body may change the containers."""

    def __init__(self, iterator):
        self.live, self.container = iterator, list(doubled(iterator))
        self.at, self.items = 0, None

    def sample(self):
        return (self.container,)


def doubled(iterator):
    """An iterator that gives the same, without taking anything from this one."""
    kind = type(iterator)
    if kind.__name__ == "enumerate":
        inner, start = iterator.__reduce__()[1]
        return enumerate(doubled(inner), start)
    if kind.__name__ == "zip":
        return zip(*map(doubled, iterator.__reduce__()[1]))
    # CPython's own: (iter or reversed, (what is left,)), and for some the place in it.
    make, args, *state = iterator.__reduce__()
    made = make(*args)
    if state:
        made.__setstate__(*state)
    return made


def is_same(mine, item):
    """Whether an item is what was sent. Iterators make numbers and tuples of their own."""
    if mine is item:
        return True
    kind = type(mine)
    if kind is not type(item):
        return False
    if kind is int or kind is str:
        return mine == item
    return kind is tuple and len(mine) == len(item) and all(map(is_same, mine, item))


class Reader:
    """Items of an iterator that nobody else uses: read ahead in pieces."""

    live = None

    def __init__(self, iterator):
        self.iterator, self.ended, self.at = iterator, False, 0

    def chunk(self, count):
        items = self.cut(count)
        return items

    def left(self):
        return 0 if self.ended else None

    def rest(self):
        return self.iterator

    def cut(self, count):
        import itertools

        items = list(itertools.islice(self.iterator, count))
        self.ended = len(items) < count
        self.at += len(items)
        return items

    def sample(self):
        return ()


SETTLED = frozenset((tuple, str, bytes, frozenset))
SNAPSHOT = frozenset((list, dict, set, type({}.keys()), type({}.values()), type({}.items())))
PRODUCTS = frozenset(("product", "combinations", "permutations", "combinations_with_replacement"))
READERS = frozenset((("_csv", "reader"), ("csv", "DictReader")))


def source_of(iterable, region):
    kind = type(iterable)
    if kind is range or kind in SETTLED or kind in SNAPSHOT:
        return Container(iterable)
    if kind.__module__ == "collections" and kind.__name__ in ("deque", "Counter", "defaultdict", "OrderedDict"):
        return Container(iterable)
    # Iterators: only those that the loop's own header makes, so that nobody else can have them.
    if region.work["freshIterator"]:
        if settled_iterator(iterable):
            return Settled(iterable)
        if kind.__module__ == "itertools" and kind.__name__ in PRODUCTS:
            return Reader(iterable)
        if (kind.__module__, kind.__name__) in READERS and not region.planned["earlyExit"]:
            return Reader(iterable)
    return None


def settled_iterator(iterator):
    """enumerate, zip and the like over containers: what they give is known now, and taking it all at
    once is seen by nobody - unless somebody else holds an iterator inside, which its count tells."""
    kind = type(iterator)
    if kind.__module__ != "builtins":
        return False
    if kind.__name__ in PRIVATE_COUNT:
        return all(count <= PRIVATE_COUNT[kind.__name__] and settled_iterator(inner) for inner, count in inside(iterator))
    return kind.__name__ in ITERATORS


def inside(iterator):
    """[(iterator inside an enumerate or zip, references to it)]"""
    parts = iterator.__reduce__()[1]
    inner = parts[:1] if type(iterator) is enumerate else parts
    del parts
    return [(one, sys.getrefcount(one)) for one in inner]


# What `inside` counts where nobody else has a reference. The outer ones must live meanwhile.
ENUMERATE, ZIP = enumerate([]), zip([])
PRIVATE_COUNT = {"enumerate": inside(ENUMERATE)[0][1], "zip": inside(ZIP)[0][1]}
del ENUMERATE, ZIP


ITERATORS = frozenset((
    "list_iterator", "list_reverseiterator", "tuple_iterator", "range_iterator", "str_iterator", "str_ascii_iterator",
    "bytes_iterator", "dict_keyiterator", "dict_valueiterator", "dict_itemiterator", "set_iterator",
    "dict_reversekeyiterator", "longrange_iterator",
))
