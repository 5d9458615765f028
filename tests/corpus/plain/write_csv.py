import csv

with open("table.csv", "w", newline="") as out:
    writer = csv.writer(out)
    writer.writerow(["name", "value"])
    writer.writerows([["a,b", 1.5], ['quote"d', None], ["line\nbreak", True]])
with open("table.csv", newline="") as back:
    print(list(csv.reader(back)))
