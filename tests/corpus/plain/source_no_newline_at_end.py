print("first line")
print("the last line has no line end")