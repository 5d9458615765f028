import logging
import sys

log = logging.getLogger("adaptive")
handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(logging.Formatter("[%(levelname)s] %(message)s"))
log.addHandler(handler)
log.setLevel(logging.DEBUG)


def probe(k):
    t = k
    for j in range(3000):
        t = (t * 11 + j) % 709
    if log.isEnabledFor(logging.DEBUG) and t % 9 == 0:
        log.setLevel(logging.WARNING if t % 2 else logging.DEBUG)
    log.info("probe %d -> %d", k, t)
    return t


total = sum(probe(k) for k in range(120))
print(total, logging.getLevelName(log.level))
