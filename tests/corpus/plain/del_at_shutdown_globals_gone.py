import os


class Curious:
    def __del__(self):
        print(os is None, "helper" in globals(), __name__)


def helper():
    pass


keeper = Curious()
cycle = [keeper]
cycle.append(cycle)
print("end")
