def numbers():
    for k in range(5):
        yield 10 // (2 - k)


for number in numbers():
    print(number)
