import sys


def stream():
    try:
        yield 1
    finally:
        raise ValueError("while closing")


def use():
    for value in stream():
        print(value)
        break


sys.unraisablehook = lambda info: print("unraisable:", repr(info.exc_value), info.exc_traceback.tb_frame.f_code.co_filename)
use()
print("end")
