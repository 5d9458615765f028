import resource
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    with open("limited.bin", "wb", buffering=0) as out:
        print(out.write(b"x" * 600), out.write(b"y" * 600))
        out.write(b"z")
except OSError as error:
    print(error.strerror)
