import socket

left, right = socket.socketpair()
left.sendall(b"over the socket pair")
left.close()
print(right.recv(100), right.recv(100))
right.close()
