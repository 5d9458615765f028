import faulthandler

faulthandler.enable()


def inner():
    faulthandler.dump_traceback(all_threads=False)


inner()
print(faulthandler.is_enabled())
