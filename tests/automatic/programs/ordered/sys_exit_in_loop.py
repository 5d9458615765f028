import sys

done = []


def task(k):
    t = 0
    for j in range(2500):
        t = (t * 3 + j * k) % 503
    done.append(t)
    if len(done) > 60 and t % 7 == 3:
        print("giving up after", len(done), "tasks:", k)
        sys.exit(3)
    return t


def main():
    total = 0
    for k in range(400):
        total += task(k)
        if k % 20 == 0:
            print(k, total)
    print("finished", total)


try:
    main()
finally:
    print("done", len(done), done[-1], file=sys.stderr)
