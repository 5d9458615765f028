import sys

sys.stdout.buffer.write(bytes(range(256)))
sys.stdout.buffer.write(b"\xff\xfe\x00\r\n\r")
