import subprocess
import sys

if len(sys.argv) > 1:
    print("child", sys.argv[1:], __name__)
    raise SystemExit(int(sys.argv[1]))
print("parent", __file__, flush=True)
print(subprocess.call([sys.executable, __file__, "3"]))
print(subprocess.call([sys.executable, sys.argv[0], "4"]))
