import os

child = os.fork()
if child == 0:
    os._exit(17)
_, status = os.waitpid(child, 0)
print("child gave", os.waitstatus_to_exitcode(status))
