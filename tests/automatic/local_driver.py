"""Runs a script under the driver alone: a plan, no worker, the one executor in its own sandbox.

usage: local_driver.py PLAN.json auto|always DECISIONS.json SCRIPT ARGS...
"""
import json, os, pathlib, socket, struct, subprocess, sys

plan, mode, decisions, *command = sys.argv[1:]
live = pathlib.Path(__file__).resolve().parents[2] / "packages/worker/python/runsurge/live"
ours, theirs = socket.socketpair()
env = {
    **os.environ, "RUNSURGE_ROLE": "driver", "RUNSURGE_CHANNEL": str(theirs.fileno()),
    "PYTHONPATH": str(live), "PYTHONHASHSEED": "0",
}
header = json.dumps({"t": "start", "mode": mode, "executors": 0}).encode()
payload = b'{"plan":%s,"earlier":[]}' % pathlib.Path(plan).read_bytes()
child = subprocess.Popen([sys.executable, *command], env=env, pass_fds=[theirs.fileno()])
theirs.close()
ours.sendall(struct.pack(">II", 4 + len(header) + len(payload), len(header)) + header + payload)
said = bytearray()
while data := ours.recv(1 << 16):
    said += data
code = child.wait()
at, messages = 0, []
while at < len(said):
    size, head = struct.unpack_from(">II", said, at)
    messages.append(json.loads(said[at + 8 : at + 8 + head]))
    at += 4 + size
pathlib.Path(decisions).write_text(json.dumps([one for one in messages if one["t"] == "decision"]))
sys.exit(code if code >= 0 else 128 - code)
