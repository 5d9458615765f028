import subprocess
import sys

with open("child.py", "w") as out:
    out.write("import sys\nprint(sys.argv)\nraise ValueError('in the child')\n")
done = subprocess.run([sys.executable, "child.py", "one", "two"], capture_output=True, text=True)
print(done.returncode, done.stdout)
print(done.stderr)
print(__file__)
