import atexit
import threading
import time


def slow():
    time.sleep(0.1)
    print("thread is done")


atexit.register(print, "atexit")
threading.Thread(target=slow).start()
print("end of main")
