values = ["1", "2", "three", "4"]
print(sorted(values, key=lambda text: int(text)))
