def work():
    raise KeyboardInterrupt("stopped by itself")


print("before")
work()
