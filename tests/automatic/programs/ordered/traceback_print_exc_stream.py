import io
import traceback


def inner(k):
    t = 0
    for j in range(2000):
        t = (t * 3 + j + k) % 199
    assert t % 8 != 3, "t=%d for k=%d" % (t, k)
    return t


def outer(k):
    return inner(k) + 1


report = io.StringIO()
good = 0
for k in range(100):
    try:
        good += outer(k)
    except AssertionError as e:
        report.write("%d " % len(report.getvalue()))
        names = [f.name for f in traceback.extract_tb(e.__traceback__)]
        print(traceback.format_exc().splitlines()[-1], names, e.__traceback__.tb_lineno)
        last = e
print(good, report.getvalue())
print(last, last.__traceback__.tb_next.tb_frame.f_locals["k"])
