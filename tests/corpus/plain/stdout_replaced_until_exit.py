import sys


class Loud:
    def write(self, text):
        sys.__stdout__.write(text.upper())

    def flush(self):
        sys.__stdout__.write("[flush]")
        sys.__stdout__.flush()


sys.stdout = Loud()
print("through the loud one")
