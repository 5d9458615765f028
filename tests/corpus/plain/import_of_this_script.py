import os
import sys

print("running as", __name__)
if __name__ == "__main__":
    me = __import__(os.path.splitext(os.path.basename(__file__))[0])
    print(me.__name__, me is sys.modules["__main__"])
