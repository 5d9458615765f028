import os

os.environ["RS_LEVEL"] = "1"


def work(k):
    t = int(os.environ["RS_LEVEL"])
    for j in range(3600):
        t = (t * 3 + j + k) % 887
    os.environ["RS_LEVEL"] = str(t)
    os.environ.setdefault("RS_FIRST", str(k))
    return t


out = [work(k) for k in range(120)]
print(out[:5], out[-1])
print(os.environ["RS_LEVEL"], os.environ["RS_FIRST"], os.getenv("RS_NONE", "unset"))
del os.environ["RS_FIRST"]
print(work(999), os.environ["RS_FIRST"])
