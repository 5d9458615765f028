"""Read a web server's access log: requests per hour, status codes, top pages and slow requests.

For every page the usual response time is given with its 95 % interval, found by the bootstrap:
draw the measured times again and again with replacement and see how much their median moves.
Prints tables and writes report.json.

    python3 examples/log_analysis.py
    ./runsurge run examples/log_analysis.py --input examples/data/access.log
"""
import collections
import json
import os
import random
import re
import sys

SLOW_MS = 1500
RESAMPLES = 5000
LINE = re.compile(
    r'(?P<host>\S+) \S+ \S+ \[[^:]+:(?P<hour>\d\d):(?P<minute>\d\d):\d\d [^\]]+\] '
    r'"(?P<method>[A-Z]+) (?P<page>\S+) [^"]*" (?P<status>\d{3}) (?P<size>\d+|-) (?P<ms>\d+)'
)


def find_input(name):
    """The file named on the command line, else `name` here, else `name` in data/ next to this script."""
    if len(sys.argv) > 1:
        return sys.argv[1]
    if os.path.exists(name):
        return name
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", name)


def parse_line(line):
    """One request as a dictionary, or None for a line that is not in the log format."""
    match = LINE.match(line)
    if match is None:
        return None
    return {
        "host": match["host"],
        "hour": int(match["hour"]),
        "time": f"{match['hour']}:{match['minute']}",
        "page": match["page"],
        "status": int(match["status"]),
        "bytes": 0 if match["size"] == "-" else int(match["size"]),
        "ms": int(match["ms"]),
    }


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def summarise_page(page, times):
    """How often a page was asked for and how long it took; the page's name seeds its own generator."""
    generator = random.Random(page)
    medians = sorted(median(generator.choices(times, k=len(times))) for _ in range(RESAMPLES))
    return {
        "page": page,
        "requests": len(times),
        "median_ms": median(times),
        "low_ms": medians[int(RESAMPLES * 0.025)],
        "high_ms": medians[int(RESAMPLES * 0.975)],
        "slowest_ms": max(times),
    }


def print_report(report):
    print(f"{report['requests']:,} requests from {report['visitors']} visitors, "
          f"{report['megabytes']:.1f} MB sent, {report['unreadable']} unreadable lines\n")
    busiest = max(report["per_hour"].values())
    for hour, count in report["per_hour"].items():
        print(f"{hour}:00  {count:>4}  {'#' * round(50 * count / busiest)}")
    print("\nstatus   requests")
    for status, count in report["status"].items():
        print(f"{status:>6}   {count:>8}")
    print(f"\n{'page':26}{'requests':>9}{'median ms':>11}{'95 % interval':>18}{'slowest':>9}")
    for page in report["pages"]:
        interval = f"{page['low_ms']:g} - {page['high_ms']:g}"
        print(f"{page['page']:26}{page['requests']:>9}{page['median_ms']:>11g}{interval:>18}{page['slowest_ms']:>9}")
    print(f"\n{len(report['slow'])} requests took longer than {SLOW_MS} ms, the slowest:")
    for request in report["slow"][:5]:
        print(f"  {request['time']}  {request['ms']:>5} ms  {request['page']}")


def main():
    with open(find_input("access.log"), encoding="utf-8") as log:
        parsed = [parse_line(line) for line in log]
    requests = [request for request in parsed if request is not None]

    times_by_page = collections.defaultdict(list)
    for request in requests:
        times_by_page[request["page"]].append(request["ms"])
    pages = [summarise_page(page, times) for page, times in times_by_page.items()]

    hours = collections.Counter(request["hour"] for request in requests)
    statuses = collections.Counter(request["status"] for request in requests)
    slow = [request for request in requests if request["ms"] > SLOW_MS]
    report = {
        "requests": len(requests),
        "visitors": len({request["host"] for request in requests}),
        "megabytes": sum(request["bytes"] for request in requests) / 1_000_000,
        "unreadable": parsed.count(None),
        "per_hour": {f"{hour:02}": hours[hour] for hour in range(24)},
        "status": {str(status): statuses[status] for status in sorted(statuses)},
        "pages": sorted(pages, key=lambda page: -page["requests"]),
        "slow": sorted(slow, key=lambda request: -request["ms"]),
    }
    print_report(report)
    with open("report.json", "w") as out:
        json.dump(report, out, indent=2)
        out.write("\n")


if __name__ == "__main__":
    main()
