import sys

sys.stdout.write("no line end yet; ")
answer = input("prompt> ")
sys.stderr.write(f"got {answer}\n")
