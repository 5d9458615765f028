import sys

for percent in range(0, 101, 10):
    sys.stdout.write(f"\r{percent:3} %")
    sys.stdout.flush()
sys.stdout.write("\ndone\n")
