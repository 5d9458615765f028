import subprocess
import sys

done = subprocess.run([sys.executable, "-m", "json.tool", "--compact"], input='{"b": [1, 2], "a": null}', capture_output=True, text=True)
print(done.returncode, done.stdout, done.stderr)
