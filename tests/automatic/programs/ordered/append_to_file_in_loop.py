import os


def record(k):
    t = k
    for j in range(4500):
        t = (t * 11 + j) % 3001
    with open("journal.txt", "a") as f:
        f.write("%d:%d\n" % (k, t))
    return os.path.getsize("journal.txt")


if os.path.exists("journal.txt"):
    os.remove("journal.txt")
sizes = [record(k) for k in range(120)]
print(sizes[:5], sizes[-1], sizes == sorted(sizes))
print(open("journal.txt").read().split("\n")[57])
