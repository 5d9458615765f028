class Last:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("deleted", self.name)


second = Last("second")
first = Last("first")
_private = Last("private")
print("end of script")
