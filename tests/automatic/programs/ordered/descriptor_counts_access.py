class Tracked:
    def __set_name__(self, owner, name):
        self.name = "_" + name
        self.gets = self.sets = 0

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        self.gets += 1
        return getattr(obj, self.name) + self.gets % 2

    def __set__(self, obj, value):
        self.sets += 1
        setattr(obj, self.name, value)


class Cell:
    level = Tracked()

    def __init__(self, v):
        self.level = v

    def relax(self):
        for _ in range(60):
            self.level = (self.level * 3 + 1) % 1009
        return self.level


cells = [Cell(k) for k in range(480)]
out = [c.relax() for c in cells]
print(out[:5], Cell.level.gets, Cell.level.sets)
print(cells[3].level, Cell.level.gets)
