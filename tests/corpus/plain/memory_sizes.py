import sys

print([sys.getsizeof(thing) for thing in (0, 1.5, "", "abc", [], [1], (), {}, set(), b"", 2 ** 100)])
values = []
sizes = []
for k in range(20):
    values.append(k)
    sizes.append(sys.getsizeof(values))
print(sizes)
print(sys.getsizeof([k for k in range(20)]), sys.getsizeof(list(range(20))))
