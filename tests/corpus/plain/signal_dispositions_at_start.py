import signal

for name in ["SIGINT", "SIGTERM", "SIGPIPE", "SIGHUP", "SIGCHLD", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGXFSZ", "SIGQUIT"]:
    handler = signal.getsignal(getattr(signal, name))
    print(name, getattr(handler, "name", None) or getattr(handler, "__name__", handler))
print(sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])))
