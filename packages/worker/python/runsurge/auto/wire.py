# Messages over a stream socket: u32 big-endian length of the rest, u32 length of the header, the header
# as JSON, then the payload. Never blocks the other side: what cannot be written waits in a queue.
import json
import select
import socket
import struct

LIMIT = 64 << 20


class Closed(Exception):
    """The other side is gone."""


class Wire:
    def __init__(self, sock):
        sock.setblocking(False)
        self.sock = sock
        self.arrived = bytearray()
        self.waiting = bytearray()

    def fileno(self):
        return self.sock.fileno()

    def send(self, header, payload=b""):
        text = json.dumps(header, separators=(",", ":")).encode()
        self.waiting += struct.pack(">II", 4 + len(text) + len(payload), len(text))
        self.waiting += text
        self.waiting += payload
        self.flush()

    def flush(self):
        while self.waiting:
            try:
                done = self.sock.send(self.waiting)
            except BlockingIOError:
                return
            except OSError:
                raise Closed from None
            del self.waiting[:done]

    def fill(self):
        while True:
            try:
                data = self.sock.recv(1 << 20)
            except BlockingIOError:
                return
            except OSError:
                raise Closed from None
            if not data:
                raise Closed
            self.arrived += data
            if len(data) < 1 << 16:
                return

    def take(self):
        """The next message as (header, payload), or None."""
        have = self.arrived
        if len(have) < 8:
            return None
        size, head = struct.unpack_from(">II", have)
        if size > LIMIT or head + 4 > size:
            raise Closed
        if len(have) < 4 + size:
            return None
        header = json.loads(bytes(have[8 : 8 + head]))
        payload = bytes(have[8 + head : 4 + size])
        del have[: 4 + size]
        return header, payload

    def receive(self):
        """Waits for the next message."""
        while True:
            message = self.take()
            if message is not None:
                return message
            wait([self], None)

    def close(self):
        self.sock.close()


def wait(wires, timeout_s):
    """Moves bytes on all of them; returns those where something arrived. Raises Closed(wire)."""
    poller = select.poll()
    by_fd = {}
    for wire in wires:
        by_fd[wire.fileno()] = wire
        poller.register(wire.fileno(), select.POLLIN | (select.POLLOUT if wire.waiting else 0))
    moved = []
    for fd, events in poller.poll(None if timeout_s is None else max(0, timeout_s * 1000)):
        wire = by_fd[fd]
        try:
            if events & select.POLLOUT:
                wire.flush()
            if events & (select.POLLIN | select.POLLHUP | select.POLLERR):
                wire.fill()
                moved.append(wire)
        except Closed:
            if len(wire.arrived) >= 8:
                moved.append(wire)
            raise Closed(wire) from None
    return moved


def from_fd(fd):
    return Wire(socket.socket(fileno=fd))
