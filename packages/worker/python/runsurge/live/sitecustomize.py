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


_step_aside()
_listen()
import sitecustomize  # noqa: E402,F401  the real one; `site` ignores that there is none
