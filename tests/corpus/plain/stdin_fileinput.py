import fileinput

for line in fileinput.input(encoding="utf-8"):
    if fileinput.lineno() % 7 == 0:
        print(fileinput.lineno(), fileinput.filename(), line.strip())
