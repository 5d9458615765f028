import gc


class Node:
    def __init__(self, name):
        self.name, self.other = name, None

    def __del__(self):
        print("gone", self.name)


gc.disable()
a, b = Node("a"), Node("b")
a.other, b.other = b, a
del a, b
print("before collect")
gc.collect()
print("after collect", gc.isenabled(), gc.get_threshold())
