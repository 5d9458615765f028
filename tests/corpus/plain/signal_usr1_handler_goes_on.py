import os
import signal

seen = []
signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number == signal.SIGUSR1))
for _ in range(3):
    os.kill(os.getpid(), signal.SIGUSR1)
print(seen)
