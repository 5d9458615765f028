import traceback
import sys


def descend(k, depth):
    if depth == 0:
        acc = 0
        for j in range(3600):
            acc += (j * k) % 7
        if k % 33 == 5:
            return {}["level-%d-%d" % (k, acc)]
        return acc
    return descend(k, depth - 1)


results = []
for k in range(140):
    try:
        results.append(descend(k, k % 6 + 1))
    except KeyError as e:
        frames = traceback.extract_tb(sys.exc_info()[2])
        results.append(len(frames))
        print([(f.name, f.lineno) for f in frames][-3:], e)
        print(traceback.format_exception_only(type(e), e)[0].strip())
print(sum(results), len(results))
