class Trouble(Exception):
    def __str__(self):
        return f"trouble with {self.args[0]!r}\nand a second line"


class Shop:
    class ClosedError(Trouble):
        pass


raise Shop.ClosedError("grün")
