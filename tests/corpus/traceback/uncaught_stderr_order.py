import sys

print("a warning first", file=sys.stderr)
print("some output")
sys.stderr.write("no newline before the traceback")
raise SystemError("own words")
