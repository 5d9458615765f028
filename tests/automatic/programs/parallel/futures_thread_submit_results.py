from concurrent.futures import ThreadPoolExecutor


def summarize(block):
    lo = hi = block[0]
    acc = 0
    for _ in range(30):
        for v in block:
            lo, hi = min(lo, v), max(hi, v)
            acc += v * v
    return {"lo": lo, "hi": hi, "acc": acc}


values = [(k * 6151) % 4093 for k in range(6000)]
blocks = [values[k:k + 500] for k in range(0, len(values), 500)]
with ThreadPoolExecutor(3) as ex:
    futures = [ex.submit(summarize, b) for b in blocks]
    results = [f.result() for f in futures]
print(results[0], results[-1])
print(min(r["lo"] for r in results), sum(r["acc"] for r in results), all(f.done() for f in futures))
