import re

LINE = re.compile(r"(?P<host>\S+) \[(?P<t>\d+)\] \"(?P<verb>[A-Z]+) (?P<path>[^\"?]*)(?:\?[^\"]*)?\" (?P<code>\d{3})")
log = ["h%d [%d] \"%s /a/%d/b%s\" %d" % (k % 17, k * 3, "GET POST PUT".split()[k % 3], k % 29, "?q=%d" % k if k % 4 else "", (200, 404, 500)[k * k % 3]) for k in range(12000)]


def parse(line):
    m = LINE.match(line)
    d = m.groupdict()
    d["code"] = int(d["code"])
    d["slug"] = re.sub(r"[^a-z0-9]+", "-", d["path"]).strip("-")
    return d


records = [parse(line) for line in log]
errors = {}
for r in records:
    if r["code"] >= 400:
        errors[r["slug"]] = errors.get(r["slug"], 0) + 1
print(records[4])
print(sorted(errors.items(), key=lambda kv: (-kv[1], kv[0]))[:6], len(errors))
