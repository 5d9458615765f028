import sys

lines = 0


class Tee:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def write(self, text):
        global lines
        lines += text.count("\n")
        self.a.write(text)
        if "!" in text:
            self.b.write(">" + text.strip() + "\n")

    def flush(self):
        self.a.flush()


sys.stdout = Tee(sys.__stdout__, sys.__stderr__)


def check(k):
    t = sum((k * j) % 37 for j in range(2400))
    print("item", k, "!" if t % 5 == 0 else "", t, lines)
    return t


out = [check(k) for k in range(150)]
sys.stdout = sys.__stdout__
print(lines, sum(out))
