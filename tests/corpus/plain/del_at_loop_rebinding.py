class Loud:
    def __init__(self, name):
        self.name = name
        print("make", name)

    def __del__(self):
        print("drop", self.name)


for k in range(3):
    item = Loud(k)
things = [Loud(f"in list {k}") for k in range(2)]
things = None
print("end")
