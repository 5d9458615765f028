import logging
import sys

logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s:%(name)s:%(lineno)d:%(message)s")
log = logging.getLogger("sim")
records = []


class Keep(logging.Handler):
    def emit(self, record):
        records.append(record.getMessage())


log.addHandler(Keep())


def simulate(k):
    t = 0
    for j in range(3000):
        t = (t * 3 + j + k) % 613
    log.debug("hidden %d", t)
    if t % 11 == 0:
        log.warning("step %d gave %d after %d records", k, t, len(records))
    return t


vals = [simulate(k) for k in range(150)]
print(sum(vals), len(records), records[-1])
