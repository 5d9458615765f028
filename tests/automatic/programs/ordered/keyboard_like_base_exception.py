class Stop(BaseException):
    pass


done = 0


def unit(k):
    global done
    t = k
    for j in range(1500):
        t = (t * 3 + j) % 607
    done += 1
    if done * t > 50000:
        raise Stop(k, done)
    return t


total = 0
try:
    for k in range(500):
        try:
            total += unit(k)
        except Exception:
            print("never here")
        else:
            total -= done % 2
finally:
    print("done", done, "total", total)
