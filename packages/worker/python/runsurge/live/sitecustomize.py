# Lets the agent ask a running script to flush its standard output, so that a `print` can be watched
# while the script computes on. Installed through PYTHONPATH; leaves no other trace: takes itself out
# of sys.path, os.environ and sys.modules, then gives way to the machine's own sitecustomize.
# SIGURG because its default action is "ignore": after an exec, in a child, or before this file has
# run the agent's signal does nothing at all. `_signal` because it is loaded already (`signal` would
# drag in enum: 3 ms).
def _step_aside():
    import os
    import sys

    here = os.path.dirname(__file__)
    given = os.environ.pop("RUNSURGE_PYTHONPATH", None)
    if given is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = given
    sys.path[:] = [entry for entry in sys.path if entry != here]
    sys.path_importer_cache.pop(here, None)
    sys.modules.pop("sitecustomize", None)


def _listen():
    import _signal
    import sys

    def flush(_number, _frame, out=sys.stdout):
        try:
            out.flush()
        except Exception as error:
            # Closed, detached, or interrupted inside its own write: not ours to report. What the
            # script's own signal handlers raised while we were here has a deeper traceback: pass on.
            if error.__traceback__.tb_next is not None:
                raise

    if sys.stdout is not None:
        _signal.signal(_signal.SIGURG, flush)
        _signal.siginterrupt(_signal.SIGURG, False)


def _automatic():
    # A driver or an executor of automatic mode (auto/start.py); its role is no business of the script.
    import os
    import sys

    role = os.environ.pop("RUNSURGE_ROLE", None)
    if role is None:
        return
    import importlib.util

    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "auto")
    spec = importlib.util.spec_from_file_location(
        "runsurge_auto", os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["runsurge_auto"] = package
    from runsurge_auto import start

    start.main(role)


_step_aside()
_automatic()
_listen()
import sitecustomize  # noqa: E402,F401  the real one; `site` ignores that there is none
