import sys

print(sys.flags)
print(sys.orig_argv[1:], sys.warnoptions, sys._xoptions, sys.dont_write_bytecode)
