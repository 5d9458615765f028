import subprocess
import sys

done = subprocess.run([sys.executable, "-c", "import sys; print(sys.argv, sys.version_info[:2]); sys.exit(5)", "x"],
                      capture_output=True, text=True)
print(done.returncode, repr(done.stdout).replace(str(sys.version_info[:2]), "same version"), repr(done.stderr))
