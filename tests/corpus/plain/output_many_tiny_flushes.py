import sys

for number in range(3000):
    print(number % 10, end="", flush=True)
    if number % 500 == 0:
        sys.stderr.write("|")
print()
