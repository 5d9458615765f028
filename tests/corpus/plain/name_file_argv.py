import os
import sys

print(__name__, os.path.basename(__file__), sys.argv, len(sys.argv), os.path.isabs(__file__))
print(os.path.dirname(__file__) == os.getcwd(), os.path.isabs(sys.argv[0]))
print(__doc__, __package__, __spec__, __builtins__.__name__, type(__loader__).__name__)
