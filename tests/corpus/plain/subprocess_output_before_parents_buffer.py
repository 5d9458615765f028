import subprocess
import sys

print("printed first, flushed at the end")
subprocess.run([sys.executable, "-c", "print('child')"])
