import asyncio


async def numbers(n):
    for k in range(n):
        await asyncio.sleep(0)
        yield k


async def main():
    queue = asyncio.Queue()
    async for k in numbers(4):
        await queue.put(k * k)
    print([queue.get_nowait() async for _ in numbers(4)])


asyncio.run(main())
