import threading


def worker():
    raise ValueError("in a thread")


thread = threading.Thread(target=worker, name="worker-one")
thread.start()
thread.join()
print("main goes on")
