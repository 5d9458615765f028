print(hash("x"), hash(b"x"), hash((1, "x")), hash(1.5), hash(None) == hash(None), hash(2 ** 61))
print({"apple", "pear", "plum", "fig", "kiwi", "lime"})
print(list({word for word in "the quick brown fox jumps over the lazy dog".split()}))
print(frozenset("abcdef"), set(range(20, 0, -3)))
