import io
import sys

held = io.StringIO()
sys.stdout = held
print("not shown yet")
sys.stdout = sys.__stdout__
print("shown:", repr(held.getvalue()))
