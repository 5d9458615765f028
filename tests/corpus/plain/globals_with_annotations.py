number: int = 3
text: "str"
print(sorted(globals()))
print(__annotations__)
