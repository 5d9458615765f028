# Turns a freshly started interpreter into a driver or an executor. Called by live/sitecustomize.py, before
# anything of the script has run.
#
# driver: this process rewrites and compiles the script, then starts the interpreter anew on the result,
# so that nothing it needed for that is left in the script's process: python3 /proc/self/fd/N args...
# There, `begin` makes the module look as if python3 had been given the script itself.
import os
import sys


def arguments():
    """What followed the interpreter's name on the command line."""
    with open("/proc/self/cmdline", "rb") as file:
        return [os.fsdecode(one) for one in file.read().split(b"\0")[1:-1]]


def main(role):
    fd = int(os.environ.pop("RUNSURGE_CHANNEL"))
    if role == "driver":
        prepare(fd)
    elif role == "running":
        install(fd)
    else:
        execute(fd)


def plain(fd):
    """Nothing to spread: exactly the interpreter that was asked for."""
    os.close(fd)
    os.execv(sys.executable, [arguments0(), *arguments()])


def arguments0():
    with open("/proc/self/cmdline", "rb") as file:
        return os.fsdecode(file.read().split(b"\0")[0])


def prepare(fd):
    import ast
    import importlib.util
    import marshal
    import pickle
    import warnings

    from . import nodes, rewrite, wire

    link = wire.from_fd(fd)
    header, payload = link.receive()
    import json

    start, mode = json.loads(payload), header["mode"]
    plan = start["plan"]
    # How a driver before this one cut what has been answered.
    earlier = {(one["region"], one["occurrence"]): one["tasks"] for one in start["earlier"]}
    args = arguments()
    filename = os.path.join(os.getcwd(), args[0])
    try:
        with open(filename, "rb") as file:
            source = file.read()
        tree = ast.parse(source, filename)
        wanted = (lambda region: True) if mode == "always" else (lambda region: not region["light"])
        count = rewrite.rewrite(tree, plan, wanted)
        if not count and plan["pools"]:
            rewrite.add_begin(tree)
        elif not count:
            raise nodes.Mismatch("no regions")
        code = compile(tree, filename, "exec", dont_inherit=True)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError, nodes.Mismatch):
        link.sock.detach()
        plain(fd)
    except Warning:  # python3 -W error: CPython says it itself
        link.sock.detach()
        plain(fd)
    del warnings
    compiled = os.memfd_create("script", 0)
    os.write(compiled, importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code))
    state = os.memfd_create("plan", 0)
    with os.fdopen(os.dup(state), "wb") as file:
        pickle.dump((plan, mode, args, source, filename, header.get("executors", 0), earlier,
                     bytes(link.arrived)), file)
    link.sock.detach()
    os.set_blocking(fd, True)
    for one in (fd, compiled, state):
        os.set_inheritable(one, True)
    env = {**os.environ, "RUNSURGE_ROLE": "running", "RUNSURGE_CHANNEL": "%d" % fd,
           "RUNSURGE_STATE": "%d,%d" % (compiled, state), **python_path(os.environ)}
    os.execve(sys.executable, [arguments0(), "/proc/self/fd/%d" % compiled, *args[1:]], env)


def python_path(env):
    """This file's own way into the next interpreter; live/sitecustomize.py takes it out again."""
    live = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "live")
    given = env.get("PYTHONPATH")
    if given is None:
        return {"PYTHONPATH": live}
    return {"PYTHONPATH": live + os.pathsep + given, "RUNSURGE_PYTHONPATH": given}


def install(fd):
    import pickle

    from . import core

    compiled, state = map(int, os.environ.pop("RUNSURGE_STATE").split(","))
    with os.fdopen(state, "rb") as file:
        file.seek(0)
        plan, mode, args, source, filename, executors, earlier, arrived = pickle.load(file)
    os.set_inheritable(fd, False)

    class Script:
        pass

    script = Script()
    script.source, script.filename, script.plan = source, filename, plan
    runtime = core.Runtime(plan, mode, fd, script)
    runtime.arrived, runtime.executors, runtime.earlier = arrived, executors, earlier
    main = sys.modules["__main__"]

    def begin():
        del main.__dict__[".begin"]
        os.close(compiled)
        runtime.pid, runtime.main = os.getpid(), main.__dict__
        runtime.module_code = sys._getframe(1).f_code
        runtime.stdout, runtime.stderr = sys.stdout, sys.stderr
        sys.argv[0] = args[0]
        sys.path[0] = os.path.dirname(os.path.realpath(filename))
        if hasattr(sys, "orig_argv"):
            sys.orig_argv = [sys.orig_argv[0], *args]
        from importlib.machinery import SourceFileLoader

        if plan["pools"]:
            from . import pools

            pools.install(runtime)
        main.__file__, main.__loader__ = filename, SourceFileLoader("__main__", filename)

    main.__dict__[".begin"] = begin
    main.__dict__[".region"] = runtime.region
    import atexit

    # The first to be registered is the last to run.
    atexit.register(runtime.finish)


def execute(fd):
    from . import executor, wire

    link = wire.from_fd(fd)
    args = arguments()
    filename = os.path.join(os.getcwd(), args[0])
    with open(filename, "rb") as file:
        source = file.read()
    sys.argv = list(args)
    sys.path.insert(0, os.path.dirname(os.path.realpath(filename)))
    try:
        executor.serve(link, executor.Script(source, filename))
    finally:
        os._exit(0)
