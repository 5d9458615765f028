import sys


class Fragile:
    def __del__(self):
        raise ValueError("in __del__")


def release():
    Fragile()


sys.unraisablehook = lambda info: print("unraisable:", info.exc_value, info.exc_traceback.tb_frame.f_code.co_filename)
release()
print("goes on")
