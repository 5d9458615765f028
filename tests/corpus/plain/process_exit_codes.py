import multiprocessing
import os
import signal
import sys


def leave(how):
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    sys.exit(how)


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    for how in (0, 7, None, "kill"):
        process = context.Process(target=leave, args=(how,))
        process.start()
        process.join()
        print(how, process.exitcode)
