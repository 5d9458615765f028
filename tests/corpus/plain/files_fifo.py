import os
import threading

os.mkfifo("pipe")
writer = threading.Thread(target=lambda: open("pipe", "w").write("through the pipe"))
writer.start()
print(open("pipe").read())
writer.join()
os.remove("pipe")
