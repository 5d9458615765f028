import asyncio


async def work(name, delay):
    await asyncio.sleep(delay)
    print("done", name)
    return name


async def main():
    print(await asyncio.gather(work("slow", 0.06), work("fast", 0.01), work("middle", 0.03)))
    try:
        await asyncio.wait_for(work("never", 5), 0.02)
    except asyncio.TimeoutError:
        print("timeout")


asyncio.run(main())
