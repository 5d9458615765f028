import sys

counts = {}


def profiler(frame, event, arg):
    if event == "call":
        name = frame.f_code.co_name
        counts[name] = counts.get(name, 0) + 1


def inner(x):
    return x * x % 7


def work(k):
    t = 0
    for j in range(450):
        t += inner(j + k)
    return t


sys.setprofile(profiler)
vals = [work(k) for k in range(150)]
sys.setprofile(None)
print(counts["work"], counts["inner"], sum(vals))
quiet = [work(k) for k in range(50)]
print(counts["work"], sum(quiet))
