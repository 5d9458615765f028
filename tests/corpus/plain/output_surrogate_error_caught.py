import sys

try:
    print("broken \ud800 text")
except UnicodeEncodeError as error:
    print("UnicodeEncodeError:", error)
sys.stdout.reconfigure(errors="backslashreplace")
print("broken \ud800 text")
sys.stderr.write("to stderr \udcff\n")
