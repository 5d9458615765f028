import os
import subprocess

with open("run.sh", "w") as out:
    out.write("#!/bin/sh\necho ran with $1\n")
os.chmod("run.sh", 0o755)
print(subprocess.run(["./run.sh", "this"], capture_output=True, text=True).stdout, oct(os.stat("run.sh").st_mode))
