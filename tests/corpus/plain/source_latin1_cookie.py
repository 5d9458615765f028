# -*- coding: latin-1 -*-
import sys

text = "Grüße aus Köln"
print(text, len(text))
sys.stdout.flush()
sys.stdout.buffer.write(text.encode("latin-1") + b"\n")
