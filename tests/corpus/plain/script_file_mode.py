import os
import stat

mode = os.stat(__file__).st_mode
print(stat.S_ISREG(mode), bool(mode & 0o400), os.access(__file__, os.R_OK))
