import os

out = open("half.txt", "w")
out.write("in the buffer only")
os._exit(0)
