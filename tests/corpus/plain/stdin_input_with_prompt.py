first = input("your number? ")
second = input("another? ")
print(int(first) + int(second))
