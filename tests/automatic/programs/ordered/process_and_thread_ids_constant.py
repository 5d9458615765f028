import os
import threading


def where(k):
    t = 0
    for j in range(4000):
        t = (t * 3 + k * j) % 509
    return os.getpid(), os.getppid(), threading.get_ident(), threading.current_thread() is threading.main_thread(), t


rows = [where(k) for k in range(150)]
print(len({r[0] for r in rows}), len({r[1] for r in rows}), len({r[2] for r in rows}))
print(all(r[3] for r in rows), rows[0][0] == os.getpid(), rows[-1][1] == os.getppid())
print(sum(r[4] for r in rows), threading.active_count())
