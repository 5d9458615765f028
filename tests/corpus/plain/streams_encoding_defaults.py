import locale
import sys

for stream in (sys.stdin, sys.stdout, sys.stderr):
    print(stream.name, stream.encoding, stream.errors, stream.line_buffering, stream.write_through, stream.newlines)
print(locale.getpreferredencoding(False), locale.getlocale(), sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())
print(sys.getdefaultencoding(), sys.flags.utf8_mode)
