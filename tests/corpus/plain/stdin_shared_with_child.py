import subprocess
import sys

code = "import sys; print('child', sys.stdin.read().split())"
subprocess.run([sys.executable, "-c", code])
print("parent", repr(sys.stdin.read()))
