import os
import signal

print("before", flush=True)
print("lost in the buffer")
os.kill(os.getpid(), signal.SIGKILL)
