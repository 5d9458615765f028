import threading


def hook(arguments):
    print("hook:", arguments.exc_type.__name__, arguments.exc_value, arguments.thread.name)


threading.excepthook = hook
thread = threading.Thread(target=lambda: 1 / 0, name="t")
thread.start()
thread.join()
raise RuntimeError("main fails, too")
