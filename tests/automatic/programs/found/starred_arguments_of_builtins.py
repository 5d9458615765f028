"""After a star any argument may be in any place: max(*rows) is one of the rows."""
import operator


def heavy(n):
    total = 0
    for k in range(200):
        total = (total * 31 + k * n) % 1009
    return total


rows = [[3, 1], [2, 2], [3, 0]]


def longest(n):
    max(*rows).append(n)
    return heavy(n) + sum(map(len, rows))


print([longest(n) for n in range(40)], rows)
cells = [0, 0]


def put(n):
    operator.setitem(*(cells, n % 2, n))
    return heavy(n) + cells[0]


print([put(n) for n in range(40)], cells)
print([heavy(n) for n in range(20) if list(map(*[list.append, [cells], [n]]))], cells)
