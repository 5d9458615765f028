class Halt(BaseException):
    pass


try:
    raise Halt("not an Exception")
except Exception:
    print("never")
finally:
    print("finally")
