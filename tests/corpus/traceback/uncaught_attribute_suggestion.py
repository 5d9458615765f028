import collections

collections.namedtupel("P", "x y")
