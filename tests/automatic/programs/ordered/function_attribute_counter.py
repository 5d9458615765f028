def fetch(k):
    fetch.calls += 1
    t = k
    for j in range(3600):
        t = (t * 9 + j) % 337
    if t > fetch.best:
        fetch.best = t
        fetch.trail.append(k)
    return t * 10 + fetch.calls % 10


fetch.calls = 0
fetch.best = -1
fetch.trail = []
vals = list(map(fetch, range(180)))
print(vals[:4], fetch.calls, fetch.best, fetch.trail)
print(sorted(range(20), key=fetch)[:5], fetch.calls, vars(fetch)["best"])
