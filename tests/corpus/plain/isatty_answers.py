import os
import sys

for stream in (sys.stdin, sys.stdout, sys.stderr):
    print(stream.name, stream.fileno(), stream.isatty(), os.isatty(stream.fileno()), stream.mode)
