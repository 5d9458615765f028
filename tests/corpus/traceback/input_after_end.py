while True:
    number = int(input())
    if number % 10 == 0:
        print("read up to", number)
