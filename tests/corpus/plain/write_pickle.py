import pickle


class Point:
    def __init__(self, x):
        self.x = x


with open("point.pickle", "wb") as out:
    pickle.dump([Point(1), {"a", "b", "c"}, (1, 2.5, "ü")], out)
back = pickle.load(open("point.pickle", "rb"))
print(back[0].x, type(back[0]).__module__, sorted(back[1]), back[2], pickle.DEFAULT_PROTOCOL)
