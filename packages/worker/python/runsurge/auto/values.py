# Values on their way to executors and back: pickle protocol 5, with the guards built in. What is not a
# plain builtin value, an instance of a class the plan vouches for, or one of its functions, makes
# the region run in order. Functions travel by their place in the script, never as code.
import collections
import functools
import io
import pickle
import sys
import types

PROTOCOL = 5

# Immutable or self-contained things of the library that come out as they went in.
PLAIN_TYPES = {
    "builtins": {"complex", "range", "slice", "bytearray", "set", "frozenset", "object", "type", "Ellipsis"},
    "collections": {"deque", "Counter", "defaultdict", "OrderedDict"},
    "decimal": {"Decimal", "Context"},
    "fractions": {"Fraction"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "re": {"Pattern"},
    "random": {"Random"},
}
ATOMS = frozenset(
    (int, float, str, bytes, bool, type(None), complex, range, type(Ellipsis), type, types.FunctionType,
     types.BuiltinFunctionType, types.ModuleType)
)
RESULT_BUILTINS = frozenset(
    ("complex", "range", "slice", "bytearray", "set", "frozenset", "int", "float", "str", "list", "dict", "tuple", "bool", "bytes")
)


class NotSendable(Exception):
    """A guard failed; the message says which."""


def is_plain_type(cls):
    return cls.__qualname__ in PLAIN_TYPES.get(cls.__module__, ())


class Codes:
    """The code objects of a script, numbered in preorder: the same in the driver and in executors."""

    def __init__(self, module_code):
        self.codes = []
        self.collect(module_code)
        self.numbers = {id(code): number for number, code in enumerate(self.codes)}

    def collect(self, code):
        for one in code.co_consts:
            if isinstance(one, types.CodeType):
                self.codes.append(one)
                self.collect(one)


class Sender(pickle.Pickler):
    """Pickles captured values in the driver, or raises NotSendable."""

    def __init__(self, file, work, codes, main, numbered=None, is_common=False):
        super().__init__(file, PROTOCOL)
        self.functions = {tuple(one) for one in work["functions"]}
        self.classes = frozenset(work["classes"])
        self.modules = frozenset(work["modules"])
        self.codes, self.main = codes, main
        self.used_classes = {}
        self.growing = []
        # {id: (number, object)} of what the common part holds, if this is about items.
        self.numbered, self.is_common = {} if numbered is None else numbered, is_common
        self.refers = False

    def reducer_override(self, obj):
        kind = type(obj)
        known = self.numbered.get(id(obj))
        if known is not None and not isinstance(obj, type):
            self.refers = True
            return shared, (known[0],)
        if kind is types.FunctionType:
            return self.function(obj)
        if kind is types.ModuleType:
            if obj.__name__ not in self.modules:
                raise NotSendable("the module %s is not known" % obj.__name__)
            return load_module, (obj.__name__,)
        if isinstance(obj, type):
            return self.cls(obj)
        if kind is types.BuiltinFunctionType:
            owner = getattr(obj, "__self__", None)
            if owner is None or isinstance(owner, types.ModuleType):
                return NotImplemented
            raise NotSendable("a method of a builtin object is captured")
        if kind is types.MethodType:
            return types.MethodType, (obj.__func__, obj.__self__)
        if kind is functools._lru_cache_wrapper:
            settings = obj.cache_parameters()
            return make_cached, (obj.__wrapped__, settings["maxsize"], settings["typed"])
        if kind.__name__ == "NamedTuple" and kind.__module__ == __package__ + ".classes":
            return obj.__reduce__()
        if kind is collections.defaultdict and obj.default_factory is not None:
            self.growing.append((obj, len(obj)))
            return make_growing, (repr(obj.default_factory),), None, None, iter(obj.items())
        if kind is object or kind.__qualname__ == "Random" and is_plain_type(kind):
            return self.number(obj)
        if is_plain_type(kind) or kind in ATOMS:
            return NotImplemented
        if self.is_ours(kind):
            self.used_classes[kind.__qualname__] = kind
            return NotImplemented if issubclass(kind, (tuple, enum())) else self.number(obj)
        raise NotSendable("a value of type %s is captured" % kind.__qualname__)

    def number(self, obj):
        """Instances are equal if they are the same one: those that tasks and items have in common must
        be, so they travel once and are referred to by number."""
        if not self.is_common:
            return NotImplemented
        reduced = obj.__reduce_ex__(PROTOCOL)
        if not isinstance(reduced, tuple):
            return NotImplemented
        number = self.next_number(obj)
        return make_shared, (number, *reduced[:2]), *reduced[2:]

    def next_number(self, obj):
        number = len(self.numbered)
        self.numbered[id(obj)] = number, obj
        return number

    def is_ours(self, kind):
        if kind.__module__ != "__main__" or self.main.get(kind.__qualname__) is not kind:
            return False
        return kind.__qualname__ in self.classes or is_named_tuple(kind)

    def cls(self, obj):
        if obj.__module__ == "__main__":
            if not self.is_ours(obj):
                raise NotSendable("the class %s cannot be sent" % obj.__qualname__)
            self.used_classes[obj.__qualname__] = obj
            return NotImplemented
        return NotImplemented

    def function(self, function):
        code = function.__code__
        number = self.codes.numbers.get(id(code))
        if number is None:
            if function.__module__ in (__name__, __package__ + ".classes", "copyreg"):
                return NotImplemented
            owner = sys.modules.get(function.__module__)
            if owner is not None and function.__module__ in self.modules:
                if getattr(owner, function.__qualname__, None) is function:
                    return NotImplemented
            raise NotSendable("the function %s is not the script's" % function.__qualname__)
        if (code.co_firstlineno, code.co_name) not in self.functions:
            raise NotSendable("which function %s is was not foreseen" % function.__qualname__)
        if function.__globals__ is not self.main:
            raise NotSendable("the function %s has other globals" % function.__qualname__)
        extra = {key: value for key, value in function.__dict__.items() if key != "__wrapped__"}
        if extra:
            raise NotSendable("the function %s has attributes" % function.__qualname__)
        cells = tuple(map(cell_value, function.__closure__ or ()))
        state = (function.__name__, function.__qualname__, function.__defaults__, function.__kwdefaults__, cells)
        shared_number = self.next_number(function) if self.is_common else None
        return make_function, (number, len(cells), shared_number), state, None, None, set_function


def is_named_tuple(kind):
    return kind.__bases__ == (tuple,) and hasattr(kind, "_fields") and hasattr(kind, "_field_defaults")


def make_empty():
    """Stands for a cell without a value."""


def cell_value(cell):
    try:
        return cell.cell_contents
    except ValueError:
        return make_empty


# ---- what unpickling calls, in an executor; `current` is its Namespace


class Current:
    namespace = None


def load_module(name):
    __import__(name)
    return sys.modules[name]


def make_function(number, cells, shared_number):
    namespace = Current.namespace
    code = namespace.codes.codes[number]
    empty = tuple(types.CellType() for _ in range(cells))
    made = types.FunctionType(code, namespace.globals, code.co_name, None, empty or None)
    if shared_number is not None:
        namespace.shared[shared_number] = made
    return made


def make_shared(number, make, args):
    made = Current.namespace.shared[number] = make(*args)
    return made


def shared(number):
    return Current.namespace.shared[number]


def enum():
    loaded = sys.modules.get("enum")
    return loaded.Enum if loaded is not None else tuple


def set_function(function, state):
    function.__name__, function.__qualname__, function.__defaults__, function.__kwdefaults__, cells = state
    for cell, value in zip(function.__closure__ or (), cells):
        if value is not make_empty:
            cell.cell_contents = value


class Grows(BaseException):
    """A task reads a key that is not there: a defaultdict of the driver would be longer by it."""


class NoFactory:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text

    def __call__(self):
        # Told as well as raised: the script may catch what is raised.
        Current.namespace.grown = True
        raise Grows


def make_growing(text):
    return collections.defaultdict(NoFactory(text))


def make_cached(function, maxsize, typed):
    return functools.lru_cache(maxsize, typed)(function)


# ---- results


class ResultSender(pickle.Pickler):
    """Pickles results in an executor: only what comes out the same in the driver."""

    def __init__(self, file, main, classes):
        super().__init__(file, PROTOCOL)
        self.main, self.classes = main, classes

    def reducer_override(self, obj):
        kind = type(obj)
        if is_plain_type(kind) and kind not in (object, type):
            if kind.__qualname__ in ("Pattern", "Random"):
                raise NotSendable("a result of type %s" % kind.__qualname__)
            return NotImplemented
        if isinstance(obj, type):
            if kind is type and (obj.__module__ == "builtins" or is_plain_type(obj)):
                return NotImplemented
        elif kind.__module__ == "__main__" and self.main.get(kind.__qualname__) is kind:
            if kind.__qualname__ in self.classes or is_named_tuple(kind):
                return NotImplemented
        raise NotSendable("a result of type %s" % kind.__qualname__)


class ResultReader(pickle.Unpickler):
    """Reads results in the driver. They come from other machines: nothing but known classes."""

    def __init__(self, file, main, classes):
        super().__init__(file)
        self.main, self.classes = main, classes

    def find_class(self, module, name):
        if module == "__main__":
            kind = self.main.get(name)
            if isinstance(kind, type) and (name in self.classes or is_named_tuple(kind)):
                return kind
        elif module == "builtins" and name in RESULT_BUILTINS:
            return getattr(__import__("builtins"), name)
        elif name in PLAIN_TYPES.get(module, ()) and module != "builtins":
            return getattr(load_module(module), name)
        elif (module, name) in (("copyreg", "_reconstructor"), ("copyreg", "__newobj__")):
            return getattr(load_module(module), name)
        elif (module, name) == ("builtins", "object"):
            return object
        raise pickle.UnpicklingError("%s.%s" % (module, name))


def read_result(data, main, classes):
    return ResultReader(io.BytesIO(data), main, classes).load()


# ---- looking at values


def mutable_ids(*roots, frozen_only=False):
    """The ids of all mutable objects reachable from `roots`; with `frozen_only` the first one raises."""
    found, pending, seen = set(), list(roots), set()
    while pending:
        obj = pending.pop()
        kind = type(obj)
        if kind in ATOMS and kind is not types.FunctionType:
            continue
        if id(obj) in seen:
            continue
        seen.add(id(obj))
        if kind is tuple or kind is frozenset:
            pending.extend(obj)
            continue
        if kind is types.FunctionType:
            pending.extend(value for value in map(cell_value, obj.__closure__ or ()))
            pending.extend(obj.__defaults__ or ())
            pending.extend((obj.__kwdefaults__ or {}).values())
            continue
        if kind.__qualname__ in ("Decimal", "Fraction", "date", "datetime", "time", "timedelta", "timezone", "Pattern") and is_plain_type(kind):
            continue
        if isinstance(obj, tuple):
            pending.extend(obj)
            continue
        if kind.__class__.__name__ == "EnumType" or kind.__class__.__name__ == "EnumMeta":
            continue
        if frozen_only:
            raise NotSendable("a value that may change (%s) is read while the rest is not known" % kind.__name__)
        found.add(id(obj))
        if kind is list or kind is set or kind.__name__ == "deque":
            if set(map(type, obj)) <= ATOMS - {types.FunctionType}:
                continue
            pending.extend(obj)
        elif isinstance(obj, dict):
            pending.extend(obj.values())
            pending.extend(obj)
        elif hasattr(obj, "__dict__"):
            pending.extend(vars(obj).values())
    return found


def check_sets(*roots):
    """A set must come out of pickle in the same order, and with the same room: later additions count."""
    pending, seen = list(roots), set()
    while pending:
        obj = pending.pop()
        kind = type(obj)
        if kind in ATOMS or id(obj) in seen:
            continue
        seen.add(id(obj))
        if kind in (set, frozenset):
            if len(obj) > 1:
                copy = pickle.loads(pickle.dumps(obj, PROTOCOL))
                if list(copy) != list(obj) or sys.getsizeof(copy) != sys.getsizeof(obj):
                    raise NotSendable("a set whose order would change on the way")
        elif kind in (list, tuple) or kind.__name__ == "deque":
            if not set(map(type, obj)) <= ATOMS:
                pending.extend(obj)
        elif isinstance(obj, dict):
            pending.extend(obj.values())
            pending.extend(obj)
        elif isinstance(obj, tuple):
            pending.extend(obj)
        elif hasattr(obj, "__dict__"):
            pending.extend(vars(obj).values())


def may_hold_sets(data):
    return b"\x8f" in data or b"\x91" in data


def refuse_nans(data, *roots):
    """A NaN equals nothing, but a container finds the very same one: which one it was is lost on the way."""
    if not may_hold_nan(data) and b"NaN" not in data:
        return
    pending, seen = list(roots), set()
    while pending:
        obj = pending.pop()
        kind = type(obj)
        if kind is float or kind is complex:
            if obj != obj:
                raise NotSendable("a NaN is read")
            continue
        if kind.__name__ == "Decimal" and obj.is_nan():
            raise NotSendable("a NaN is read")
        if kind in ATOMS and kind is not types.FunctionType or id(obj) in seen:
            continue
        seen.add(id(obj))
        if isinstance(obj, dict):
            pending.extend(obj.values())
            pending.extend(obj)
        elif isinstance(obj, (list, tuple, set, frozenset, collections.deque)):
            pending.extend(obj)
        elif kind is types.FunctionType:
            pending.extend(map(cell_value, obj.__closure__ or ()))
            pending.extend(obj.__defaults__ or ())
            pending.extend((obj.__kwdefaults__ or {}).values())
        elif hasattr(obj, "__dict__"):
            pending.extend(vars(obj).values())


def may_hold_nan(data):
    """A float in pickle is `G` and eight bytes, big-endian."""
    return b"G\x7f\xf8" in data or b"G\xff\xf8" in data
