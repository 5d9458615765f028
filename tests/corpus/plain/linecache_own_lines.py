import linecache  # line one

print(repr(linecache.getline(__file__, 1)), repr(linecache.getline(__file__, 999)))
