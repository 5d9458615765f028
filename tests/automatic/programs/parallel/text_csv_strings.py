import csv
import io


def quarter_report(text):
    rows = list(csv.reader(io.StringIO(text)))
    header, body = rows[0], rows[1:]
    totals = [sum(float(r[c]) for r in body) for c in range(1, len(header))]
    out = io.StringIO()
    w = csv.writer(out, lineterminator="\n")
    w.writerow(["sheet", *header[1:]])
    w.writerow([body[0][0]] + ["%.3f" % t for t in totals])
    return out.getvalue()


sheets = []
for s in range(80):
    lines = ["name,q1,q2,\"q3, est\",q4"]
    lines += ["\"s%d \"\"x\"\"\",%d,%d,%.2f,%d" % (s, r * s % 13, r + s, r / 7, r * r % 11) for r in range(120)]
    sheets.append("\n".join(lines))
reports = [quarter_report(t) for t in sheets]
print("".join(reports[:3]), end="")
print(sum(len(r) for r in reports))
