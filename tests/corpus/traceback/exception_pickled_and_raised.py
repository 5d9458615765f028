import pickle


class Refused(Exception):
    def __init__(self, code, why):
        super().__init__(code, why)
        self.code = code


error = pickle.loads(pickle.dumps(Refused(4, "no")))
print(repr(error), error.code)
raise error
