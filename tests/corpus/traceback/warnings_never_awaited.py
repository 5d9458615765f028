import gc


async def later():
    return 1


def forget():
    later()


forget()
gc.collect()
print("done")
