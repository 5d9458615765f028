import sys

text = sys.stdin.read() * 10000
sys.stdout.write(text)
