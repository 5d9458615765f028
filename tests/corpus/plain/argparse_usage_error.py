import argparse

parser = argparse.ArgumentParser()
parser.add_argument("file")
parser.add_argument("--count", type=int, default=1)
print(parser.parse_args(["x", "--count", "3"]))
parser.parse_args()
