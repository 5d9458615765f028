import subprocess
import sys

code = "print(hash('x'), list({'a', 'b', 'c', 'd', 'e'}))"
there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
print(there, end="")
exec(code)
