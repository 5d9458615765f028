import atexit


class Farewell:
    def __init__(self, fails):
        self.fails = fails

    def __call__(self):
        print("farewell", self.fails)
        if self.fails:
            raise ValueError("at exit")

    def __repr__(self):
        return f"Farewell({self.fails})"


atexit.register(Farewell(False))
atexit.register(Farewell(True))
print("end of script")
