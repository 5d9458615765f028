"""Compares the table of the standard library with the Python that runs this.

Standard input: {"functions", "types", "modules", "since", "calls"}; standard output: what disagrees, as JSON.
An entry's word says what comes back; here is what that means for real objects.
"""
import array as array_module
import base64, binascii, bz2, cmath, collections, copy, csv, dataclasses, datetime as datetime_module, decimal
import fractions, functools, gzip, hashlib, importlib, io, itertools, json, lzma, math, os, random, re
import string, struct, sys, uuid, zlib
from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from datetime import date, datetime, timedelta
from datetime import time as dtime
from decimal import Decimal
from fractions import Fraction


@dataclasses.dataclass
class Point:
    x: list
    y: int


ITERATOR = type(iter([]))
CLASSES = {
    "iter": (type(i for i in ()),), "deque": (deque,), "counter": (Counter,), "defaultdict": (defaultdict,), "ordereddict": (OrderedDict,),
    "match": (re.Match,), "pattern": (re.Pattern,), "random": (random.Random,), "hash": (type(hashlib.md5()),), "stringio": (io.StringIO, io.BytesIO),
    "csvwriter": (csv.DictWriter,), "file": (io.TextIOWrapper,), "decimal": (Decimal,), "fraction": (Fraction,),
    "date": (date, datetime, dtime, timedelta), "struct": (struct.Struct,), "array": (array,), "template": (string.Template,),
}
MADE = {
    "obj:array": array, "obj:counter": Counter, "obj:defaultdict": defaultdict, "obj:deque": deque, "obj:match": (re.Match, type(None)),
    "obj:ordereddict": OrderedDict, "obj:pattern": re.Pattern, "obj:random": random.Random, "obj:stringio": (io.StringIO, io.BytesIO),
    "obj:template": string.Template,
}
# Immutable, and holding nothing that is not.
SCALARS = (
    int, float, complex, str, bytes, bool, type(None), type(Ellipsis), range, slice, Decimal, Fraction, date, dtime, timedelta, datetime_module.tzinfo,
    re.Pattern, re.Match, struct.Struct, uuid.UUID, struct.Struct, type,
)
WORDS = {
    "int": int, "float": float, "str": str, "bytes": bytes, "bool": bool, "none": type(None), "complex": complex, "text": (str, bytes),
    "number": (int, float, complex, Decimal, Fraction), "slice": slice, "range": range, "type": type,
}
CONTAINERS = {"list": list, "dict": dict, "set": set, "frozenset": frozenset, "tuple": tuple, "bytearray": bytearray, "range": range}


def is_scalar(value):
    if isinstance(value, SCALARS) or type(value).__module__ == "ipaddress":
        return True
    return isinstance(value, (tuple, frozenset)) and all(map(is_scalar, value))


def contents(value):
    """What the interpreter takes to be held by a value."""
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, (list, tuple, set, frozenset, deque, str, bytes, bytearray, array, range)):
        return list(value)
    return []


def reachable(value, seen=None):
    seen = {} if seen is None else seen
    if id(value) in seen or is_scalar(value):
        return seen
    if not isinstance(value, (tuple, frozenset)):
        seen[id(value)] = value
    for one in contents(value):
        reachable(one, seen)
    if dataclasses.is_dataclass(value):
        for one in vars(value).values():
            reachable(one, seen)
    return seen


def shown(value):
    """Equal texts mean equal values."""
    if isinstance(value, (io.StringIO, io.BytesIO)):
        return repr((value.getvalue(), value.tell()))
    if isinstance(value, random.Random):
        return repr(hash(value.getstate()))
    if type(value).__name__ in ("HASH", "HMAC", "blake2b", "blake2s") or hasattr(value, "hexdigest"):
        return value.hexdigest()
    if isinstance(value, re.Match):
        return repr((value.re, value.string, value.span()))
    if isinstance(value, (list, tuple, deque)):
        return type(value).__name__ + repr([shown(one) for one in value])
    if isinstance(value, string.Template):
        return value.template
    text = repr(value)
    return text.split(" at 0x")[0]


class Arguments:
    def __init__(self, *args, **kwargs):
        self.args, self.kwargs = args, kwargs

    def all(self):
        return [*self.args, *self.kwargs.values()]


def drawn(value):
    """An iterator's first items; anything else as it is."""
    if hasattr(value, "__next__") or type(value).__name__ in ("dict_items", "dict_keys", "dict_values"):
        return [(one[0], list(one[1])) if isinstance(one, tuple) and len(one) == 2 and type(one[1]).__name__ == "_grouper" else one
                for one in itertools.islice(value, 50)]
    return value


def element_problem(element, value, held, everything):
    if element in WORDS:
        return None if isinstance(value, WORDS[element]) else "an element is %r" % (value,)
    if element == "atom":
        return None if is_scalar(value) else "an element is not an atom: %r" % (value,)
    if element in ("pair", "group"):
        if type(value) is not tuple:
            return "an element is not a tuple: %r" % (value,)
        parts = value[:1] if element == "group" else value
        return next(filter(None, (element_problem("held", one, held + [0, None], everything) for one in parts)), None)
    if element in ("held", "sum", "deep", "arg", "iter"):
        if element == "iter":
            return None if hasattr(value, "__next__") else "an element is not an iterator"
        if element == "arg":
            held = everything
        if element == "deep":
            held = held + [each for one in held for each in contents(one)]
        if element == "sum" and not any(one is value for one in held):
            held = held + [each for one in held for each in contents(one)] + [value]
        if any(one is value for one in held):
            return None
        if is_scalar(value) and not isinstance(value, tuple):
            return None if type(value) in {type(one) for one in held} else "an element of a type that is not held: %r" % (value,)
        return "an element that is not held: %r" % (value,)
    kinds = {"liststr": list, "dictstr": dict, "match": re.Match, "tupleatom": tuple, "bytearray": bytearray, "list": list}
    return None if isinstance(value, kinds[element]) else "an element is %r" % (value,)


def what_is_held(arguments):
    """The arguments; what they hold; every mutable object that can be reached from them. Before the call."""
    everything = arguments.all()
    held = [each for one in everything for each in contents(one)] + [*arguments.kwargs, *arguments.kwargs.values()]
    for one in everything:
        if isinstance(one, ITERATOR):
            held += one.__reduce__()[1][0]
    inside = {}
    for one in everything:
        reachable(one, inside)
    return everything, held, inside


def result_problem(word, element, result, items, everything, held, inside, calls):
    """Why `result` is not what the entry promises; None if it is."""
    shared = [one for key, one in reachable(result).items() if key in inside]
    if word in WORDS and word != "range":
        return None if isinstance(result, WORDS[word]) else "it is a %s" % type(result).__name__
    if word == "atom":
        return None if is_scalar(result) else "it is not an atom: %r" % (result,)
    if word in ("data", "deepcopy"):
        return "it shares %r" % shared if shared else None
    if word in ("iter", "itercall"):
        if items is None:
            return "it is no iterator"
        if calls or word == "itercall" or any(hasattr(one, "__next__") for one in everything):
            return None
        return next(filter(None, (element_problem(element or "held", one, held, everything) for one in items)), None)
    if word in CONTAINERS:
        if not isinstance(result, CONTAINERS[word]):
            return "it is a %s" % type(result).__name__
        if word not in ("tuple", "frozenset", "range") and id(result) in inside:
            return "it is not new"
        if any(hasattr(one, "__next__") for one in everything):
            return None
        if word == "dict" and not element:
            held = held + [each for one in held for each in contents(one)]
        return next(filter(None, (element_problem(element or "held", one, held, everything) for one in contents(result))), None)
    if word.startswith("obj:"):
        kind = MADE.get(word)
        if kind and not isinstance(result, kind):
            return "it is a %s" % type(result).__name__
        if id(result) in inside:
            return "it is not new"
        deep = held + [each for one in held for each in contents(one)] + [0]
        if word in ("obj:array", "obj:hash", "obj:csvwriter", "obj:pattern", "obj:match", "obj:random", "obj:stringio", "obj:template"):
            return None
        return next(filter(None, (element_problem("held", one, deep, everything) for one in contents(result))), None)
    if word in ("content", "contentarg", "item", "average", "reduce", "getter"):
        if is_scalar(result):
            return None if word in ("average", "reduce", "getter") or result is None or type(result) in {type(one) for one in held + everything} else "it is %r" % (result,)
        allowed = held + everything if word == "contentarg" or len(everything) > 1 else held
        return None if any(one is result for one in allowed) else "it is not held: %r" % (result,)
    if word in ("sum", "op"):
        return None
    if word == "copy":
        return "it is not new" if id(result) in inside else None
    if word == "dictkeys":
        return None if type(result) is dict else "it is a %s" % type(result).__name__
    return "the word %r has no meaning here" % word


def find(name):
    """`datetime.date.today`: the module as far as it can be imported, then attributes."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for one in parts[end:]:
            found = getattr(found, one)
        return found
    raise AttributeError(name)


def main():
    table = json.load(sys.stdin)
    problems, called = [], 0
    is_later = lambda name: sys.version_info < (3, table["since"].get(name, 0))
    functions = {}
    builtins = importlib.import_module("builtins")
    for name, entry in table["functions"].items():
        functions[name] = (entry, getattr(builtins, name, None))
    for kind, methods in table["types"].items():
        classes = CLASSES.get(kind) or (getattr(builtins, kind),)
        for name, entry in methods.items():
            found = next((getattr(one, name) for one in classes if hasattr(one, name)), None)
            functions[kind + "." + name] = (entry, found)
    for module, entries in table["modules"].items():
        try:
            find(module)
        except AttributeError:
            problems.append("%s does not exist" % module)
        for name, entry in entries.items():
            full = module + "." + name
            try:
                found = find(full)
            except AttributeError:
                found = None
            if full in functions:  # `random.choice` and `struct.pack` are functions and methods
                functions["module " + full] = (entry, found)
            else:
                functions[full] = (entry, found)
    for name, (entry, found) in functions.items():
        if is_later(name.replace("module ", "")):
            continue
        if found is None:
            problems.append("%s does not exist" % name)
        elif entry.startswith("=") and callable(found) and not entry.startswith("=type"):
            problems.append("%s is no constant" % name)
        elif not entry.startswith("=") and entry.split()[0] != "unknown" and not callable(found):
            problems.append("%s cannot be called" % name)
        elif entry.startswith("=") and entry[1:] in WORDS and not isinstance(found, WORDS[entry[1:]]):
            problems.append("%s is a %s" % (name, type(found).__name__))
    for name, calls in table["calls"].items():
        variants = [one for one in (name, "module " + name) if one in functions and not is_later(name)]
        if not variants and not is_later(name):
            problems.append("%s is called but not in the table" % name)
        for source in calls:
            reasons = []
            for variant in variants:
                called += 1
                entry, function = functions[variant]
                if name.startswith(("date.", "stringio.")):
                    receiver = eval("Arguments(%s)" % source).args[0]
                    function = getattr(type(receiver), name.split(".")[1])
                reasons.append(call_problem(entry, function, source, class_of(name)))
            # Of a function and a method of the same name, the call is meant for one of both.
            if reasons and all(reasons):
                problems.append("%s(%s): %s" % (name, source, reasons[0]))
    json.dump({"problems": problems, "entries": len(functions), "called": called}, sys.stdout)


def class_of(name):
    return name.split(".")[0] in CLASSES


def call_problem(entry, function, source, _):
    head, *flags = entry.split(" ")
    word, _, element = head.partition("[")
    mutated = [one[4:] for one in flags if one.startswith("mut:")]
    outside = any(one.startswith("ext:") for one in flags)
    results = []
    for _ in range(2):
        arguments = eval("Arguments(%s)" % source, globals() | {"uuid": uuid})
        if isinstance(function, (classmethod, staticmethod)):
            function = function.__func__
        before = [shown(one) for one in arguments.all()]
        given = list(arguments.args)
        if getattr(function, "__self__", None) is not None and isinstance(function.__self__, type) and given and isinstance(given[0], function.__self__):
            given = given[1:]  # a class method, called on an instance
        reference = Arguments(*given, **arguments.kwargs) if given != list(arguments.args) else arguments
        known = what_is_held(reference)
        try:
            result = function(*given, **arguments.kwargs)
        except Exception as error:
            return "%s: %s" % (type(error).__name__, error)
        for index, (one, text) in enumerate(zip(arguments.all(), before)):
            named = str(index) in mutated or (index == 0 and "self" in mutated) or ("self" in mutated and str(index - 1) in mutated) or (mutated and not arguments.args)
            if not named and not hasattr(one, "__next__") and shown(one) != text:
                return "it changed argument %d" % index
        items = drawn(result) if hasattr(result, "__iter__") and not hasattr(result, "readline") else None
        problem = result_problem(word, element.rstrip("]"), result, items, *known, any(one.startswith("calls:") for one in flags))
        if problem:
            return problem
        results.append(shown(result if items is None else items))
    if not outside and results[0] != results[1]:
        return "it gives %s, then %s" % tuple(results)
    return None


main()
