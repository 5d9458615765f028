import os

print("in the buffer at the fork")
child = os.fork()
if child:
    os.waitpid(child, 0)
    print("parent")
else:
    print("child")
