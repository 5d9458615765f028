import sys


def outer():
    try:
        inner()
    finally:
        print("outer's finally")


def inner():
    with open("written.txt", "w") as out:
        out.write("before the exit")
        sys.exit(11)


outer()
