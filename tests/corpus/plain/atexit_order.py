import atexit

for number in range(3):
    atexit.register(print, "registered as", number)


@atexit.register
def late():
    print("registers another")
    atexit.register(print, "registered at exit")


print("end of script")
