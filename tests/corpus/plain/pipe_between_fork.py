import os

reading, writing = os.pipe()
if os.fork() == 0:
    os.close(reading)
    os.write(writing, b"hello from the child")
    os._exit(0)
os.close(writing)
print(os.read(reading, 100), os.read(reading, 100))
os.wait()
