import csv

with open("broken.csv", "w") as out:
    out.write('a,b\n1,"unfinished\n')
with open("broken.csv", newline="") as rows:
    for row in csv.DictReader(rows, strict=True):
        print(row)
