import contextlib
import io
import sys

buffer = io.StringIO()


def report(k):
    t = k
    for j in range(4800):
        t = (t * 3 + j) % 61
    print("line", k, t)
    return t


total = 0
for k in range(120):
    if k % 3:
        with contextlib.redirect_stdout(buffer):
            total += report(k)
    else:
        total += report(k) + buffer.tell() % 5
sys.stdout.write("%d %d\n" % (total, len(buffer.getvalue())))
print(buffer.getvalue().split("\n")[-2])
