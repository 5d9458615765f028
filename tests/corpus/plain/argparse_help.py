import argparse
import os

os.environ["COLUMNS"] = "80"
parser = argparse.ArgumentParser(description="A tool with help.")
parser.add_argument("--level", choices=["low", "high"], help="how much")
parser.parse_args(["--help"])
