import threading

error_in_main = threading.Event()


def late():
    error_in_main.wait()
    print("thread ends after main failed")


threading.Thread(target=late).start()
try:
    raise ValueError("main")
finally:
    error_in_main.set()
