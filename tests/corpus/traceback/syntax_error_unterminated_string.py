print("fine")
print("not closed)
