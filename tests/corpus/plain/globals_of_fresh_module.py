print(sorted(globals()))
print(__annotations__ if "__annotations__" in globals() else "no annotations")
