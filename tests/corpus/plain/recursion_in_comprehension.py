def tree(level):
    return [tree(level - 1) for _ in range(2)] if level else []


def nest(level):
    return [nest(level + 1) for _ in range(1)]


print(len(str(tree(6))))
try:
    nest(0)
except RecursionError:
    print("RecursionError")
