import asyncio

events = []
budget = 500


async def job(k):
    global budget
    t = 0
    for j in range(1500):
        t = (t * 5 + j * k) % 31
    events.append(("start", k))
    await asyncio.sleep(0)
    if budget >= t:
        budget -= t
        events.append(("spent", k, t))
        return t
    return None


async def main():
    first = await asyncio.gather(*(job(k) for k in range(30)))
    second = [await job(k) for k in range(30)]
    return first, second


a, b = asyncio.run(main())
print(a, b)
print(budget, len(events), events[29:33])
