import asyncio

value = await asyncio.sleep(0)
