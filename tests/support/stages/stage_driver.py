# For tests: a module beside a script that makes it a driver by hand. It speaks the channel directly.
import json, os, struct

end = int(os.environ.pop("TEST_CHANNEL"))
count = 0


def _read(size):
    got = bytearray()
    while len(got) < size:
        piece = os.read(end, min(1 << 20, size - len(got)))
        if not piece:
            raise EOFError
        got += piece
    return bytes(got)


def send(header, payload=b""):
    text = json.dumps(header).encode()
    data = memoryview(struct.pack(">II", 4 + len(text) + len(payload), len(text)) + text + payload)
    while data:
        data = data[os.write(end, data) :]


def hear():
    """The next message that is not about the number of executors."""
    global count
    while True:
        size, length = struct.unpack(">II", _read(8))
        header, payload = json.loads(_read(length)), _read(size - 4 - length)
        if header["t"] != "executors":
            return header, payload
        count = header["count"]


start, _payload = hear()
plan, earlier = json.loads(_payload)["plan"], json.loads(_payload)["earlier"]


def wait_for(executors):
    global count
    while count < executors:
        size, length = struct.unpack(">II", _read(8))
        header = json.loads(_read(length))
        _read(size - 4 - length)
        count = header["count"]


def open_stage(stage, region=1, occurrence=0, common=None):
    send({"t": "open", "stage": stage, "region": region, "occurrence": occurrence, "hash": "h", "label": "a loop", "line": 3})
    if common is not None:
        send({"t": "common", "stage": stage}, common)


def task(stage, index, payload):
    send({"t": "task", "stage": stage, "index": index, "items": 1}, payload)


def results(number):
    """So many (header, payload), as they come."""
    for _ in range(number):
        header, payload = hear()
        assert header["t"] == "result", header
        yield header, payload


def run(payloads, stage=1, outstanding=None, **more):
    """All results in order, as a pool's map would give them."""
    open_stage(stage, **more)
    found, heads, sent = {}, {}, 0
    outstanding = outstanding or len(payloads)
    while len(found) < len(payloads):
        while sent < len(payloads) and sent - len(found) < outstanding:
            task(stage, sent, payloads[sent])
            sent += 1
        for header, payload in results(1):
            assert header["index"] not in found
            found[header["index"]], heads[header["index"]] = payload, header
    send({"t": "close", "stage": stage})
    return [found[i] for i in range(len(payloads))], [heads[i] for i in range(len(payloads))]
