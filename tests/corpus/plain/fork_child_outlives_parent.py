import os
import time

print("start", flush=True)
if os.fork() == 0:
    time.sleep(0.2)
    print("child prints after the parent is gone", flush=True)
    os._exit(0)
