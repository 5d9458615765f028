import os
import sys


def tag(k):
    t = 0
    for j in range(4500):
        t = (t * 3 + j * k) % 97
    return "%s:%d:%d:%s" % (os.path.basename(__file__), len(sys.argv), t, __name__)


sys.argv.append("--extra")
tags = [tag(k) for k in range(120)]
sys.argv[1:] = ["a", "b", "c"]
more = [tag(k) for k in range(20)]
print(tags[0], tags[-1])
print(more[0], sys.argv[1:], os.path.exists(__file__))
print(len(open(__file__).readlines()), len(set(tags)))
