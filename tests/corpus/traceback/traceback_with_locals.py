import traceback


def work(amount):
    share = amount * 2
    return share / 0


try:
    work(21)
except ZeroDivisionError as error:
    summary = traceback.TracebackException.from_exception(error, capture_locals=True)
    print("".join(list(summary.format())[-2:]))
    for frame in summary.stack[1:]:
        print(frame.name, frame.lineno, frame.locals)
    print(summary.stack[0].filename)
