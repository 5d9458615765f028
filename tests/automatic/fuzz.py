"""Looks for programs whose result under the driver differs from that of plain python3.

usage: fuzz.py --mutants [N] | --seeds A..B | PROGRAM.py...   [--jobs N] [--salt N] [--first N] [--keep FOLDER]
       [--seconds N]
--mutants: programs of the corpus with a dependence put in (mutate.py), N of each; --seeds: programs made
up (grammar.py). Prints what differs with the smallest program that still shows it, the counts last, as
JSON. Exit status 1 if anything differs.
"""
import ast, collections, json, os, pathlib, sys, time, traceback, warnings

if os.environ.get("PYTHONHASHSEED") != "0":
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})

import forks, grammar, mutate  # noqa: E402

warnings.simplefilter("ignore")
STDIN = "".join(f"{k}\n" for k in range(1, 21)).encode()


def programs(args, planner):
    """(name, kind, text)"""
    if args["seeds"]:
        first, last = map(int, args["seeds"].split(".."))
        for seed in range(first, last):
            yield str(seed), "seed", grammar.program(seed)
    elif args["mutants"]:
        yield from mutate.mutants(planner, args["salt"], args["mutants"])
    else:
        for path in args["files"]:
            yield pathlib.Path(path).stem, "file", pathlib.Path(path).read_text()


def judge(text, planner, salt):
    """What differs; None: it says nothing (no region, too slow, not deterministic)."""
    plain, driven, different = forks.compare(text, planner, salt, STDIN)
    if different is None:
        return None, False
    if different:
        again = forks.run(text, None, salt, STDIN)
        if plain.differs(again) or driven and not driven.ended and slow(text, planner, salt):
            return None, False
    return different, driven is not None and driven.spread > 0


def slow(text, planner, salt):
    """Whether it only took too long, in a driver that has a hundred times more to do than usual."""
    plan = planner.plan(text)
    forks.DRIVEN_TIMEOUT, before = 60, forks.DRIVEN_TIMEOUT
    try:
        return not forks.run(text, None, salt, STDIN).differs(forks.run(text, plan, salt, STDIN))
    finally:
        forks.DRIVEN_TIMEOUT = before


# ---- making a failing program small


def minimise(text, fails, seconds=60):
    """Takes statements away, then replaces parts by simpler ones, as long as it still fails."""
    until = time.monotonic() + seconds
    changed = True
    while changed and time.monotonic() < until:
        changed = False
        for smaller in smaller_ones(text):
            if time.monotonic() > until:
                break
            if len(smaller) < len(text) and fails(smaller):
                text, changed = smaller, True
                break
    return text


def smaller_ones(text):
    blocks = sum(len(held) for held in statement_lists(ast.parse(text)))
    for number in reversed(range(blocks)):
        for lift in (False, True):
            tree = ast.parse(text)
            at = number
            for held in statement_lists(tree):
                if at >= len(held):
                    at -= len(held)
                    continue
                inner = getattr(held[at], "body", None) if lift else []
                if inner is not None and not isinstance(inner, ast.expr):
                    held[at : at + 1] = inner
                    if not held and held is not tree.body:
                        held.append(ast.Pass())
                    yield written(tree)
                break
    count = sum(isinstance(one, ast.expr) for one in ast.walk(ast.parse(text)))
    for number in range(count):
        tree = ast.parse(text)
        target = [one for one in ast.walk(tree) if isinstance(one, ast.expr)][number]
        for inner in [one for one in ast.iter_child_nodes(target) if isinstance(one, ast.expr)][:3]:
            yield written(Replace(target, inner).visit(tree))
            break


class Replace(ast.NodeTransformer):
    def __init__(self, target, by):
        self.target, self.by = target, by

    def visit(self, node):
        return self.by if node is self.target else self.generic_visit(node)


def statement_lists(tree):
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody", "handlers"):
            held = getattr(node, field, None)
            if isinstance(held, list) and held:
                yield held


def written(tree):
    try:
        text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
        compile(text, "script.py", "exec")
        return text
    except (SyntaxError, ValueError, AttributeError, TypeError):
        return " " * 1_000_000


# ---- the run


def work(args, number, jobs):
    """One of `jobs` processes: looks at each jobs-th program, reports lines of JSON."""
    planner = forks.Planner()
    counts, spread, failures, kinds = collections.Counter(), 0, [], collections.Counter()
    until = time.monotonic() + args["seconds"]
    for at, (name, kind, text) in enumerate(programs(args, planner)):
        if at % jobs != number:
            continue
        if at >= args["first"] or time.monotonic() > until:
            break
        different, was_spread = judge(text, planner, args["salt"])
        counts["unfit" if different is None else "different" if different else "same"] += 1
        if different is not None:
            kinds[kind] += 1
        spread += was_spread
        if different:
            def fails(smaller):
                return bool(judge(smaller, planner, args["salt"])[0])

            small = minimise(text, fails, args["minimise"])
            failures.append({"name": name, "kind": kind, "what": different, "program": small})
            print("DIFFERENT %s (%s): %s\n%s" % (name, kind, ", ".join(different), small), flush=True)
            if args["keep"]:
                pathlib.Path(args["keep"], "%s.py" % name).write_text(small)
                pathlib.Path(args["keep"], "%s.whole.py" % name).write_text(text)
    planner.close()
    return {"counts": counts, "spread": spread, "kinds": kinds, "failures": len(failures)}


def main(argv):
    args = {"seeds": None, "mutants": 0, "salt": 1, "jobs": 1, "keep": None, "files": [], "seconds": 1e9, "first": 1e9, "minimise": 60}
    while argv:
        one = argv.pop(0)
        if one == "--mutants":
            args["mutants"] = int(argv.pop(0)) if argv and argv[0].isdigit() else 4
        elif one in ("--seeds", "--keep"):
            args[one[2:]] = argv.pop(0)
        elif one in ("--jobs", "--salt", "--seconds", "--first", "--minimise"):
            args[one[2:]] = int(argv.pop(0))
        else:
            args["files"].append(one)
    if args["keep"]:
        os.makedirs(args["keep"], exist_ok=True)
    pipes = []
    for number in range(args["jobs"]):
        read, write = os.pipe()
        if os.fork() == 0:
            os.close(read)
            try:
                with os.fdopen(write, "w") as file:
                    json.dump(work(args, number, args["jobs"]), file)
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        os.close(write)
        pipes.append(read)
    answers = []
    for one in pipes:
        with os.fdopen(one) as file:
            text = file.read()
        answers.append(json.loads(text) if text else {"counts": {"crashed": 1}, "spread": 0, "kinds": {}, "failures": 1})
    total = collections.Counter()
    kinds = collections.Counter()
    for one in answers:
        total.update(one["counts"])
        kinds.update(one["kinds"])
    if args["mutants"]:
        print(json.dumps(dict(sorted(kinds.items())), indent=0))
    print(json.dumps({**total, "spread": sum(one["spread"] for one in answers)}))
    return 1 if any(one["failures"] for one in answers) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
