"""A script that begins with a byte order mark."""
print(__doc__, repr(open(__file__, encoding="utf-8").read(1)))
