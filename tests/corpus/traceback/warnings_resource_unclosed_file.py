import warnings

warnings.simplefilter("always")


def forget():
    file = open("forgotten.txt", "w")
    file.write("content")


forget()
print("done")
