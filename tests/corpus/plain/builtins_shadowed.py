def print_all(*items):
    for item in items:
        print(item)


list = [3, 1, 2]
sum = "my own sum"
print_all(list, sum, max(list))
len = lambda thing: "no length"
print(len(list))
