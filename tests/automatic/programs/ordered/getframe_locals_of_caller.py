import sys


def accumulate(v):
    frame = sys._getframe(1)
    t = v
    for j in range(3600):
        t = (t * 5 + j) % 211
    frame.f_globals["total"] = frame.f_globals.get("total", 0) + t
    return t + frame.f_globals["step"]


total = 0
step = 0
out = []
for k in range(150):
    step = k % 4
    out.append(accumulate(k))
print(total, step, out[:5], sum(out))
