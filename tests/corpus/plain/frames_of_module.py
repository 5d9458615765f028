import sys

frame = sys._getframe()
print(frame.f_code.co_name, frame.f_back, frame.f_lineno, frame.f_globals is globals(), frame.f_locals is globals())


def depth():
    frame, count = sys._getframe(), 0
    while frame:
        frame, count = frame.f_back, count + 1
    return count


print(depth())
