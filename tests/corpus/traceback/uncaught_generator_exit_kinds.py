def stopper():
    yield 1
    raise StopIteration("inside")


for value in stopper():
    print(value)
