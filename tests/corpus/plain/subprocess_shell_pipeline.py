import os
import subprocess

print(subprocess.run("echo one; echo two | tr a-z A-Z; exit 4", shell=True, capture_output=True, text=True))
print(os.waitstatus_to_exitcode(os.system("exit 3")), flush=True)
os.system("echo straight to stdout")
