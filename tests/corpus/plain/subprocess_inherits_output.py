import subprocess
import sys

print("parent first", flush=True)
subprocess.run([sys.executable, "-c", "import sys; print('child out'); print('child err', file=sys.stderr)"])
print("parent last")
