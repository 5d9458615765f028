import os
import signal

fired = []


def handler(sig, frame):
    fired.append(len(fired) + 1)


signal.signal(signal.SIGUSR1, handler)


def work(k):
    t = 0
    for j in range(4500):
        t = (t * 3 + j * k) % 401
    if t % 3 == 0:
        os.kill(os.getpid(), signal.SIGUSR1)
    return t


out = []
for k in range(120):
    out.append(work(k) + len(fired))
print(out[:10], out[-1])
print(len(fired), signal.getsignal(signal.SIGUSR1) is handler)
