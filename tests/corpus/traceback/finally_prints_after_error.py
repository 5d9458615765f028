import sys


def work():
    try:
        raise ValueError("first")
    finally:
        print("finally in work")
        with open("partial.txt", "w") as out:
            out.write("kept\n")


try:
    work()
finally:
    print("finally in main", sys.exc_info()[0].__name__)
