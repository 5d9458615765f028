import signal


class TooLong(Exception):
    pass


def ring(number, frame):
    raise TooLong("rang")


signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.05)
try:
    while True:
        pass
except TooLong as error:
    print("interrupted:", error)
