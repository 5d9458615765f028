import time

started, cpu = time.monotonic(), time.process_time()
time.sleep(0.05)
passed = time.monotonic() - started
print(0.05 <= passed < 1.5, time.process_time() - cpu < 0.05, time.time() > 1_600_000_000)
