import subprocess
import sys

child = subprocess.Popen([sys.executable, "-c", "pass"], stdin=subprocess.PIPE)
child.wait()
try:
    child.stdin.write(b"x" * 100_000)
    child.stdin.flush()
except BrokenPipeError as error:
    print("BrokenPipeError:", error)
try:
    child.stdin.close()
except BrokenPipeError:
    print("and again at close")
