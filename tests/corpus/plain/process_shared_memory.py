import multiprocessing


def add(counter, values, k):
    with counter.get_lock():
        counter.value += k
    values[k] = k * 1.5


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    counter, values = context.Value("i", 0), context.Array("d", 5)
    children = [context.Process(target=add, args=(counter, values, k)) for k in range(5)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    print(counter.value, list(values))
