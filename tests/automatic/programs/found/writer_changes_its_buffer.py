def heavy(x):
    s = 0
    for i in x: s += i
    for k in range(2000): s = (s * 31 + k) % 1000003
    return s
log = []
out = []
import csv, io
for x in range(40):
    buf = io.StringIO()
    w = csv.writer(buf)
    w.writerow([x, len(out)])
    out.append(heavy([len(buf.getvalue()), ord(buf.getvalue()[-3])]))
print(out[:60], log[:10], len(log))
