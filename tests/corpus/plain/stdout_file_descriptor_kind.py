import os
import stat

for fd in (1, 2):
    mode = os.fstat(fd).st_mode
    print(fd, "seekable" if stat.S_ISREG(mode) else "not a file", stat.S_ISCHR(mode))
