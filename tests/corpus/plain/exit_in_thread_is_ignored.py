import sys
import threading


def worker():
    print("in the thread")
    sys.exit(9)


thread = threading.Thread(target=worker)
thread.start()
thread.join()
print("main goes on")
